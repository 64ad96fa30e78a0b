#include "app/folders.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "store/database.hpp"

namespace fs = std::filesystem;

TEST_CASE("a database's folder is where its file is") {
    CHECK(app::folder_of("/var/lib/mailweir/mail.db") == "/var/lib/mailweir");
    CHECK(app::folder_of("mail.db") == ".");
    CHECK(app::folder_of(":memory:").empty());
}

TEST_CASE("missing folders above the database are made for the user alone") {
    std::string root = fs::temp_directory_path() / "mailweir-test-XXXXXX";
    REQUIRE(::mkdtemp(root.data()) != nullptr);
    app::make_parent_folder(root + "/a/b/mail.db");
    CHECK(fs::is_directory(root + "/a/b"));
    CHECK((fs::status(root + "/a/b").permissions() & (fs::perms::group_all | fs::perms::others_all)) ==
          fs::perms::none);
    app::make_parent_folder(root + "/a/b/mail.db");  // a second time: nothing to do
    fs::remove_all(root);
}

TEST_CASE("a folder that cannot be made is said by its name") {
    try {
        app::make_parent_folder("/dev/null/folder/mail.db");
        FAIL("was made");
    } catch (const store::DatabaseError& error) {
        CHECK(std::string(error.what()).find("/dev/null/folder") != std::string::npos);
    }
}

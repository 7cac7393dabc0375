using System.Runtime.CompilerServices;

namespace TracedLlm.Testing.Snapshots;

/// <summary>Compares text with a checked-in file, <c>Snapshots/{test file}.{name}.txt</c> beside the calling test file.</summary>
public static class Snapshot
{
    /// <summary>Set to 1 to write the files instead of comparing.</summary>
    public const string UpdateVariable = "UPDATE_SNAPSHOTS";

    /// <summary>Requires the text to be what the file says; line ends and those at the end of the text do not count.</summary>
    /// <param name="actual">The text.</param>
    /// <param name="name">Which snapshot of the test file it is; the calling method's name unless stated.</param>
    /// <param name="testFile">Filled in by the compiler.</param>
    /// <exception cref="SnapshotMismatchException">It is not, or there is no such file.</exception>
    public static void Match(string actual, [CallerMemberName] string name = "", [CallerFilePath] string testFile = "") =>
        new SnapshotFile(PathOf(testFile, name)).Match(actual, Environment.GetEnvironmentVariable(UpdateVariable) == "1");

    /// <summary>The same with a file in a folder of the test's choice.</summary>
    /// <param name="actual">The text.</param>
    /// <param name="folder">The folder, seen from that of the test file.</param>
    /// <param name="file">The file's name without <c>.txt</c>.</param>
    /// <param name="testFile">Filled in by the compiler.</param>
    /// <exception cref="SnapshotMismatchException">The text is not what the file says, or there is no such file.</exception>
    public static void Match(string actual, string folder, string file, [CallerFilePath] string testFile = "") =>
        new SnapshotFile(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(SourcePath.Of(testFile))!, folder, file + ".txt")))
            .Match(actual, Environment.GetEnvironmentVariable(UpdateVariable) == "1");

    private static string PathOf(string testFile, string name)
    {
        var source = SourcePath.Of(testFile);
        return Path.Combine(Path.GetDirectoryName(source)!, "Snapshots", $"{Path.GetFileNameWithoutExtension(source)}.{name}.txt");
    }
}

using System.Runtime.CompilerServices;

namespace TracedLlm.Generators.Tests.Harness;

/// <summary>Texts that are checked in. <c>UPDATE_SNAPSHOTS=1</c> rewrites them; one that is missing fails.</summary>
internal static class Snapshot
{
    public static void Match(string text, string name)
    {
        var path = Path.Combine(Folder(), name + ".txt");
        text = text.Replace($"\"{typeof(Spans.TracedMethodGenerator).Assembly.GetName().Version!.ToString(3)}\"", "\"{version}\"", StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, text);
            return;
        }

        Assert.True(File.Exists(path), $"Snapshots/{name}.txt is missing; run the tests with UPDATE_SNAPSHOTS=1 and read what it says.");
        Assert.Equal(File.ReadAllText(path), text, ignoreLineEndingDifferences: true);
    }

    private static string Folder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "..", "Snapshots");
}

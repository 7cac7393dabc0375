namespace TracedLlm.Testing.Snapshots;

internal sealed class SnapshotFile(string path)
{
    private const string HowToUpdate = $"Run with {Snapshot.UpdateVariable}=1 to write it.";

    public void Match(string actual, bool update)
    {
        var text = Normalise(actual);
        if (update)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text + "\n");
            return;
        }

        if (!File.Exists(path))
        {
            throw new SnapshotMismatchException($"There is no snapshot {path}. {HowToUpdate}\n\n{text}");
        }

        var expected = Normalise(File.ReadAllText(path));
        if (expected != text)
        {
            throw new SnapshotMismatchException($"Not as in {path} (- there, + now). {HowToUpdate}\n\n{LineDiff.Of(expected, text)}");
        }
    }

    private static string Normalise(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n');
}

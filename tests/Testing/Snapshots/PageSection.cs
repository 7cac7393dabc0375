namespace TracedLlm.Testing.Snapshots;

/// <summary>A part of a page in <c>docs/</c> that a test writes, between the comments <c>&lt;!-- Begin: name --&gt;</c> and <c>&lt;!-- End: name --&gt;</c>.</summary>
public static class PageSection
{
    /// <summary>Requires the part to be this text, or with <c>UPDATE_SNAPSHOTS=1</c> writes it.</summary>
    /// <param name="page">The page, such as <c>docs/configuration.md</c>.</param>
    /// <param name="name">The name of the part.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="SnapshotMismatchException">The part is another text, or the page has no such part.</exception>
    public static void Match(string page, string name, string text)
    {
        var path = SourcePath.Of("/_/" + page);
        var content = File.ReadAllText(path).ReplaceLineEndings("\n");
        var (begin, end) = ($"<!-- Begin: {name} -->\n\n", $"\n<!-- End: {name} -->");
        var start = content.IndexOf(begin, StringComparison.Ordinal);
        var length = start < 0 ? -1 : content.IndexOf(end, start, StringComparison.Ordinal) - start - begin.Length;
        if (length < 0)
        {
            throw new SnapshotMismatchException($"{page} has no part {begin.Trim()} … {end.Trim()}.");
        }

        start += begin.Length;
        if (Environment.GetEnvironmentVariable(Snapshot.UpdateVariable) == "1")
        {
            File.WriteAllText(path, content[..start] + text + content[(start + length)..]);
        }
        else if (content.Substring(start, length) != text)
        {
            throw new SnapshotMismatchException(
                $"{page} differs from the code in the part '{name}'; {Snapshot.UpdateVariable}=1 writes it.\n{LineDiff.Of(content.Substring(start, length), text)}");
        }
    }
}

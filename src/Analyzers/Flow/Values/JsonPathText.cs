namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>Splits the text of a path into its names: <c>metadata.session_id</c>, <c>$['metadata'].session_id</c>, <c>/metadata/session_id</c>.</summary>
internal static class JsonPathText
{
    private static readonly char[] Separators = ['.', '/', '[', ']', '\'', '"', ':'];

    public static IEnumerable<string> NamesIn(string path) =>
        path.TrimStart('$', '#').Split(Separators, StringSplitOptions.RemoveEmptyEntries);
}

using System.Collections.Frozen;

namespace TracedLlm.Export;

/// <summary>
/// Words that applications use as names of attributes of their own, and that a backend takes for the input of a row, its model or its name,
/// because another tracing library uses them. A name is foreign if its text up to the first dot or colon is one of the words.
/// </summary>
/// <param name="words">The words.</param>
internal sealed class ForeignNames(params IEnumerable<string> words)
{
    /// <summary>The words of OpenInference that an application would use too.</summary>
    public static readonly IReadOnlyList<string> OpenInference =
        ["input", "output", "metadata", "tag", "retrieval", "reranker", "embedding", "document", "tool", "message", "prompt", "image", "audio"];

    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _words =
        words.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether <paramref name="name"/> is foreign.</summary>
    public bool Contains(string name)
    {
        var end = name.AsSpan().IndexOfAny('.', ':');
        return _words.Contains(end < 0 ? name : name.AsSpan(0, end));
    }
}

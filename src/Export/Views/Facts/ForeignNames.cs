using System.Collections.Frozen;

namespace TracedLlm.Export.Views.Facts;

/// <summary>
/// Words that applications use as names of attributes of their own, and that a backend takes for the input of a row, its model or its name,
/// because another tracing library uses them. A name is foreign if its text up to the first dot or colon is one of the words.
/// </summary>
internal sealed class ForeignNames
{
    // ASCII.
    private const int Letters = 128;

    /// <summary>The words of OpenInference that an application would use too.</summary>
    public static readonly IReadOnlyList<string> OpenInference =
        ["input", "output", "metadata", "tag", "retrieval", "reranker", "embedding", "document", "tool", "message", "prompt", "image", "audio"];

    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _words;

    // The lengths of the words that begin with a letter, a bit each, modulo 32: most names of applications need no look-up.
    private readonly uint[] _lengths = new uint[Letters];

    /// <param name="words">The words.</param>
    public ForeignNames(params IReadOnlyList<string> words)
    {
        _words = words.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var word in words)
        {
            _lengths[word[0] % Letters] |= 1u << word.Length;
        }
    }

    /// <summary>Whether <paramref name="name"/> is foreign.</summary>
    public bool Contains(string name)
    {
        var end = name.AsSpan().IndexOfAny('.', ':');
        var word = end < 0 ? name : name.AsSpan(0, end);
        return word is [var first, ..] && (_lengths[first % Letters] & (1u << word.Length)) != 0 && _words.Contains(word);
    }
}

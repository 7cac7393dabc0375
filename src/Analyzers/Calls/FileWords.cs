using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace TracedLlm.Analyzers.Calls;

/// <summary>The words of a file, as their hashes. Two words with one hash only make a rule read a file in vain.</summary>
internal sealed class FileWords
{
    // FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/
    private const uint Basis = 2166136261;
    private const uint Prime = 16777619;

    private const int ChunkLength = 4096;

    private static readonly char[] Separators = ['.', '/', '$', '[', ']', '\''];

    private readonly HashSet<uint> _hashes;

    private FileWords(HashSet<uint> hashes, IReadOnlyCollection<string> quoted) => (_hashes, Quoted) = (hashes, quoted);

    /// <summary>The texts of one word between quotes, and the words of texts that are paths of names. A hyphen is a part of such a word.</summary>
    public IReadOnlyCollection<string> Quoted { get; }

    public bool Contains(string word)
    {
        var hash = Basis;
        foreach (var letter in word)
        {
            hash = (hash ^ letter) * Prime;
        }

        return _hashes.Contains(hash);
    }

    public static FileWords Read(SourceText text)
    {
        var hashes = new HashSet<uint>();
        var quoted = new HashSet<string>(StringComparer.Ordinal);
        StringBuilder? path = null;
        var chunk = new char[Math.Min(ChunkLength, Math.Max(1, text.Length))];
        var hash = Basis;
        var isQuoted = false;
        for (var start = 0; start < text.Length; start += chunk.Length)
        {
            var length = Math.Min(chunk.Length, text.Length - start);
            text.CopyTo(start, chunk, 0, length);
            for (var i = 0; i < length; i++)
            {
                var letter = chunk[i];
                if (IsPartOfWord(letter))
                {
                    hash = (hash ^ letter) * Prime;
                }
                else if (hash != Basis)
                {
                    hashes.Add(hash);
                    hash = Basis;
                }

                if (letter is '"' or '\n')
                {
                    if (letter == '"' && path is { Length: > 0 })
                    {
                        quoted.UnionWith(path.ToString().Split(Separators, StringSplitOptions.RemoveEmptyEntries));
                    }

                    // Before and behind a text the quotes change their meaning; a text ends on its line.
                    path = letter == '"' && !isQuoted ? new StringBuilder() : null;
                    isQuoted = letter == '"' && !isQuoted;
                }
                else if (path is not null)
                {
                    path = letter == '-' || IsPartOfWord(letter) || Array.IndexOf(Separators, letter) >= 0 ? path.Append(letter) : null;
                }
            }
        }

        if (hash != Basis)
        {
            hashes.Add(hash);
        }

        return new(hashes, quoted);
    }

    private static bool IsPartOfWord(char letter) =>
        (uint)((letter | 0x20) - 'a') <= 'z' - 'a' || (uint)(letter - '0') <= 9 || letter == '_' || (letter > 0x7f && char.IsLetterOrDigit(letter));
}

using Microsoft.CodeAnalysis.Text;

namespace TracedLlm.Analyzers.Calls;

/// <summary>The words of a file, as their hashes. Two words with one hash only make a rule read a file in vain.</summary>
internal sealed class FileWords
{
    // FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/
    private const uint Basis = 2166136261;
    private const uint Prime = 16777619;

    private const int ChunkLength = 4096;

    private readonly HashSet<uint> _hashes;

    private FileWords(HashSet<uint> hashes) => _hashes = hashes;

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
        var chunk = new char[Math.Min(ChunkLength, Math.Max(1, text.Length))];
        var hash = Basis;
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
            }
        }

        if (hash != Basis)
        {
            hashes.Add(hash);
        }

        return new(hashes);
    }

    private static bool IsPartOfWord(char letter) =>
        (uint)((letter | 0x20) - 'a') <= 'z' - 'a' || (uint)(letter - '0') <= 9 || letter == '_' || (letter > 0x7f && char.IsLetterOrDigit(letter));
}

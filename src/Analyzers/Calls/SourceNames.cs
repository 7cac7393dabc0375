using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Calls;

/// <summary>
/// The words of all files of a compilation, collected in one pass, so that a rule reads only files with the names that it
/// asks about. A word is a run of letters, digits and underscores, in code, texts and comments alike.
/// </summary>
internal sealed class SourceNames(Compilation compilation)
{
    // By file, not by compilation: in an editor a change makes a new compilation, in which all other files are the same.
    private static readonly ConditionalWeakTable<SyntaxTree, FileWords> PerFile = new();

    /// <summary>The files that contain one of <paramref name="words"/>, and possibly some others.</summary>
    public IEnumerable<SyntaxTree> FilesWith(ImmutableArray<string> words, CancellationToken cancellationToken)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            if (IsIn(tree, words, cancellationToken))
            {
                yield return tree;
            }
        }
    }

    public bool IsAnywhere(ImmutableArray<string> words, CancellationToken cancellationToken) => FilesWith(words, cancellationToken).Any();

    /// <summary>The texts of one word in all files, and the words of texts that are paths of names.</summary>
    public IEnumerable<string> Quoted(CancellationToken cancellationToken) =>
        compilation.SyntaxTrees.SelectMany(tree => WordsOf(tree, cancellationToken).Quoted).Distinct();

    /// <summary>Whether a file contains one of <paramref name="words"/>. The answer for a word that is absent may be wrong, but only rarely.</summary>
    public static bool IsIn(SyntaxTree tree, ImmutableArray<string> words, CancellationToken cancellationToken)
    {
        var file = WordsOf(tree, cancellationToken);
        foreach (var word in words)
        {
            if (file.Contains(word))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The words of a part of a file.</summary>
    public static FileWords WordsIn(SyntaxNode part, CancellationToken cancellationToken) =>
#pragma warning disable RS0030 // Reads only one part of the text.
        FileWords.Read(part.SyntaxTree.GetText(cancellationToken).GetSubText(part.Span));
#pragma warning restore RS0030

    private static FileWords WordsOf(SyntaxTree tree, CancellationToken cancellationToken) => PerFile.TryGetValue(tree, out var words)
        ? words
#pragma warning disable RS0030 // The one place that reads texts.
        : PerFile.GetValue(tree, key => FileWords.Read(key.GetText(cancellationToken)));
#pragma warning restore RS0030
}

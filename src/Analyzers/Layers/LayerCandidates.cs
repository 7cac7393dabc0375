using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Layers;

/// <summary>
/// Finds the members of a library that may have facts, by names alone, because binding all code of a library costs too much: members
/// that throw, read JSON or send requests, and then the members that name these. A name in a comment makes a member a candidate too.
/// </summary>
internal sealed class LayerCandidates
{
    private const int MaxLevels = 10;

    // Reading a member for facts costs as much as compiling several. A library that uses TracedLlm or is small has all facts that
    // a gateway needs. Any other library is no part of a gateway in most cases, and its build must not take longer.
    private const int MostMembers = 400;
    private const int ManyFiles = 200;

    private static readonly ImmutableArray<string> Traced = [.. TracedNames.Attributes, "FailureLoggingPath", "FailureLoggingPathAttribute", "LlmSpan", "LlmTrace", "AddTracedLlmCall"];

    private static readonly ImmutableArray<string> Words =
    [
        "FailureLoggingPath", "metadata", "litellm_metadata", "Metadata", "JsonElement", "JsonNode", "JsonObject", "JObject", "JToken", "TryGetProperty", "GetProperty", "SelectToken",
        "PostAsync", "SendAsync", "PostAsJsonAsync", "AddHttpClient",
    ];

    private static readonly ImmutableArray<string> Throw = ["throw"];

    // A failure log does not need these exceptions, or they are bugs of the caller.
    private static readonly ImmutableHashSet<string> Ordinary =
    [
        "ArgumentException", "ArgumentNullException", "ArgumentOutOfRangeException", "NotSupportedException", "NotImplementedException",
        "ObjectDisposedException", "UnreachableException", "OperationCanceledException", "TaskCanceledException", "IndexOutOfRangeException",
    ];

    private readonly List<LayerMember> _found = [];
    private readonly HashSet<LayerMember> _known = [];
    private readonly ImmutableArray<LayerFile> _files;

    private LayerCandidates(CompilationCode code, CancellationToken cancellationToken) => _files = LayerFile.FilesOf(code, cancellationToken);

    /// <summary>The candidates, those that the facts come from first.</summary>
    public static ImmutableArray<MemberDeclarationSyntax> Find(CompilationCode code, CancellationToken cancellationToken)
    {
        if (code.Compilation.SyntaxTrees.Skip(ManyFiles).Any() && !code.Names.IsAnywhere(Traced, cancellationToken))
        {
            return [];
        }

        var candidates = new LayerCandidates(code, cancellationToken);
        candidates.Add(Words, static _ => true, cancellationToken);
        candidates.Add(Throw, static member => member.ThrowsOtherThan(Ordinary), cancellationToken);
        candidates.Add([.. NamesBelow(code, cancellationToken)], static _ => true, cancellationToken);
        candidates.Add([.. OpenInterfaces.Get(code, cancellationToken).MethodNames], static _ => true, cancellationToken);
        var start = 0;
        for (var level = 0; level < MaxLevels && start < candidates._found.Count; level++)
        {
            var names = candidates._found.Skip(start).SelectMany(static member => member.Names).Distinct().ToImmutableArray();
            start = candidates._found.Count;
            candidates.Add(names, static _ => true, cancellationToken);
        }

        return [.. candidates._found.Select(static member => member.Syntax)];
    }

    /// <summary>The names of the methods of referenced projects that have facts.</summary>
    private static IEnumerable<string> NamesBelow(CompilationCode code, CancellationToken cancellationToken) =>
        (from lower in SolutionAssemblies.Get(code).Below
         from id in lower.Compilation is null
             ? LayerAttributes.Read(lower.Assembly).SelectMany(static facts => facts.Implements.Prepend(facts.Method))
             : LayerMethods.Get(CompilationCode.Get(lower.Compilation), cancellationToken).Methods.Where(static method => method.IsCalledAbove).SelectMany(static method => method.Implements.Prepend(method.Id))
         where !MethodIds.IsOfThePlatform(id)
         select MethodIds.NameOf(id)).Distinct();

    private void Add(ImmutableArray<string> words, Func<LayerMember, bool> isIt, CancellationToken cancellationToken)
    {
        foreach (var file in _files)
        {
            if (_found.Count >= MostMembers)
            {
                return;
            }

            if (!SourceNames.IsIn(file.Tree, words, cancellationToken))
            {
                continue;
            }

            foreach (var member in file.Members)
            {
                if (member.HasAny(words) && !_known.Contains(member) && isIt(member))
                {
                    _known.Add(member);
                    _found.Add(member);
                }
            }
        }
    }
}

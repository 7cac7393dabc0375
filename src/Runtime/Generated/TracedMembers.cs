using System.Collections.Concurrent;

namespace TracedLlm.Generated;

/// <summary>
/// The traced methods and payload types of the loaded assemblies, without reflection: a module initialiser of each assembly
/// registers a function that creates the list (<see cref="GeneratedCode.RegisterMembers"/>). Only the report calls the function.
/// </summary>
internal static class TracedMembers
{
    private static readonly ConcurrentQueue<Func<IReadOnlyList<TracedMember>>> Lists = new();

    /// <summary>The members of all assemblies, by kind and name.</summary>
    public static IEnumerable<TracedMember> All => Lists
        .SelectMany(list => list())
        .OrderBy(member => member.Kind)
        .ThenBy(member => member.Member, StringComparer.Ordinal);

    /// <summary>Whether a method is an <c>auth</c> stage.</summary>
    public static bool HasAuthentication => All.Any(static member => member is { Kind: TracedMemberKind.Stage, Detail: nameof(LlmStage.Auth) });

    public static void Add(Func<IReadOnlyList<TracedMember>> members) => Lists.Enqueue(members);
}

using System.Collections.Concurrent;
using System.ComponentModel;

namespace TracedLlm;

/// <summary>
/// What is traced in the assemblies that have been loaded, without reflection: a module initialiser of each registers a list,
/// which nobody makes until it is asked for.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TracedMembers
{
    private static readonly ConcurrentQueue<Func<IReadOnlyList<TracedMember>>> Lists = new();

    /// <summary>Called by generated code, once for each assembly.</summary>
    /// <param name="members">Makes the list.</param>
    public static void Register(Func<IReadOnlyList<TracedMember>> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        Lists.Enqueue(members);
    }

    /// <summary>Those of all assemblies, by kind and name.</summary>
    internal static IEnumerable<TracedMember> All => Lists
        .SelectMany(list => list())
        .OrderBy(member => member.Kind)
        .ThenBy(member => member.Member, StringComparer.Ordinal);
}

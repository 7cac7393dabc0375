using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Trees;

/// <summary>The invariants of every set of exported spans, in every test.</summary>
public static class TraceInvariants
{
    // The span flags of OTLP for a parent that is known to be remote.
    private const uint ParentIsRemote = 0x300;

    /// <summary>The attribute that exempts a span from ending before its parent does.</summary>
    public const string LateAttribute = "litellm.late";

    /// <summary>
    /// Requires of every trace: one root, every parent exported, every child within its parent's time (but for
    /// spans with <see cref="LateAttribute"/> true, and the end of those whose parent is another process's), no end before the start, every span id and every attribute
    /// key once; of every request that its usage and its cost stand on one span; and of every string of every span that no
    /// secret occurs in it.
    /// </summary>
    /// <param name="spans">All spans exported.</param>
    /// <param name="knownRemoteParents">
    /// Span ids (16 hex digits) that belong to callers and are not exported here; if none are given, all parents that are marked
    /// as remote.
    /// </param>
    /// <param name="secrets">Strings that must not occur anywhere, by ordinal comparison.</param>
    /// <param name="rootsPerTrace">The number of roots in a trace; more than 1 if several requests join one trace by design.</param>
    /// <exception cref="TraceInvariantException">With all violations and the printed trees.</exception>
    public static void Check(
        IEnumerable<ReceivedSpan> spans,
        IEnumerable<string>? knownRemoteParents = null,
        IEnumerable<string>? secrets = null,
        int rootsPerTrace = 1)
    {
        List<ReceivedSpan> all = [.. spans];
        Func<ReceivedSpan, bool> hasRemoteParent = HasRemoteParent;
        if (knownRemoteParents is not null)
        {
            HashSet<string> known = [.. knownRemoteParents];
            hasRemoteParent = span => known.Contains(span.ParentSpanId);
        }

        Require([.. Violations(all, hasRemoteParent, secrets ?? [], rootsPerTrace)], all);
    }

    /// <summary>Whether the span marks its parent as a span of another process.</summary>
    internal static bool HasRemoteParent(ReceivedSpan span) => (span.Flags & ParentIsRemote) == ParentIsRemote;

    /// <summary>The violations for which <see cref="Check"/> throws.</summary>
    internal static IEnumerable<string> Violations(
        IReadOnlyList<ReceivedSpan> spans, Func<ReceivedSpan, bool> hasRemoteParent, IEnumerable<string> secrets, int rootsPerTrace)
    {
        List<string> canaries = [.. secrets];
        return
        [
            .. spans.GroupBy(span => span.TraceId).SelectMany(trace => OfTrace([.. trace], hasRemoteParent, rootsPerTrace)),
            .. spans.GroupBy(span => span.TraceId).SelectMany(trace => UsageAndCost.Violations([.. trace])),
            .. spans.SelectMany(DuplicateKeys),
            .. spans.SelectMany(span => Leaks(span, canaries)),
        ];
    }

    /// <exception cref="TraceInvariantException">There are violations.</exception>
    internal static void Require(IReadOnlyCollection<string> violations, IEnumerable<ReceivedSpan> spans)
    {
        if (violations.Count > 0)
        {
            throw new TraceInvariantException(string.Join("\n", violations) + "\n\n" + SpanTree.Print(spans));
        }
    }

    private static IEnumerable<string> OfTrace(
        IReadOnlyList<ReceivedSpan> trace, Func<ReceivedSpan, bool> hasRemoteParent, int rootsPerTrace)
    {
        var byId = trace.ToLookup(span => span.SpanId);
        var roots = trace.Where(span => span.ParentSpanId.Length == 0 || (hasRemoteParent(span) && !byId.Contains(span.ParentSpanId))).ToList();
        if (roots.Count > rootsPerTrace)
        {
            yield return $"Trace {trace[0].TraceId} has {roots.Count} roots: {string.Join(", ", roots.Select(root => root.Name))}";
        }

        if (roots.Exists(IsServer) && roots.Find(root => !IsServer(root)) is { } stray)
        {
            yield return $"'{stray.Name}' is a root beside the request's own";
        }

        foreach (var twice in byId.Where(group => group.Count() > 1))
        {
            yield return $"Span id {twice.Key} occurs {twice.Count()} times: {string.Join(", ", twice.Select(span => span.Name))}";
        }

        foreach (var span in trace)
        {
            if (span.EndUnixNano < span.StartUnixNano)
            {
                yield return $"'{span.Name}' ends before it starts";
            }

            var parent = byId[span.ParentSpanId].FirstOrDefault();
            if (parent is not null && span.Attributes[LateAttribute] is not true && !Within(span, parent, isRemote: HasRemoteParent(span)))
            {
                yield return $"'{span.Name}' ({Period(span)}) lies outside its parent '{parent.Name}' ({Period(parent)})";
            }

            if (parent is null && span.ParentSpanId.Length > 0 && !hasRemoteParent(span))
            {
                yield return $"The parent {span.ParentSpanId} of '{span.Name}' was not exported";
            }
        }
    }

    private static bool IsServer(ReceivedSpan span) => span.Kind == ReceivedSpanKind.Server;

    // A caller ends when it receives the last byte; the server, which sent the byte, ends a moment later.
    private static bool Within(ReceivedSpan span, ReceivedSpan parent, bool isRemote) =>
        span.StartUnixNano >= parent.StartUnixNano && (isRemote || span.EndUnixNano <= parent.EndUnixNano);

    private static string Period(ReceivedSpan span) => $"{span.StartUnixNano}–{span.EndUnixNano} ns";

    private static IEnumerable<string> DuplicateKeys(ReceivedSpan span) =>
        span.Attributes.Keys
            .GroupBy(key => key)
            .Where(group => group.Count() > 1)
            .Select(group => $"'{span.Name}' has the attribute {group.Key} {group.Count()} times");

    private static IEnumerable<string> Leaks(ReceivedSpan span, List<string> secrets) =>
        from place in SpanStrings.Read(span)
        from secret in secrets
        where place.Text.Contains(secret, StringComparison.Ordinal)
        select $"'{span.Name}' holds the secret '{secret}' in {place.Where}";
}

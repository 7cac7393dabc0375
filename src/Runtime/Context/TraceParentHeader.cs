using System.Buffers;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using TracedLlm.Metrics;
using TracedLlm.Secrets;

namespace TracedLlm.Context;

/// <summary>
/// Reads and writes the <c>traceparent</c> and <c>tracestate</c> headers, strictly according to W3C Trace Context, level 2
/// (https://www.w3.org/TR/trace-context-2/).
/// </summary>
internal static class TraceParentHeader
{
    public const string TraceParent = "traceparent";
    public const string TraceState = "tracestate";
    public const string Baggage = "baggage";

    // The length of version 00: four hex fields of 2, 32, 16 and 2 digits, and three dashes.
    private const int Length = 55;

    // The flags of level 2: sampled, and random-trace-id (section 2.2.2.5.2), for which .NET has no name. The others are zero.
    private const ActivityTraceFlags Flags = ActivityTraceFlags.Recorded | (ActivityTraceFlags)2;

    // The limits of tracestate in W3C Trace Context, level 2, section 3.3.
    private const int MaxTraceStateLength = 512;
    private const int MaxTraceStateMembers = 32;
    private const int MaxTraceStateMemberLength = 256;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");
    // Section 2.3.2.2.1: a key begins with a letter or a digit.
    private static readonly SearchValues<char> TraceStateKeyStart = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> TraceStateKey = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyz_-*/@");

    /// <summary>
    /// Reads the context in the headers. A malformed <c>traceparent</c> is counted, and ignored together with its
    /// <c>tracestate</c>.
    /// </summary>
    public static bool TryRead(IHeaderDictionary headers, out ActivityContext context)
    {
        context = default;
        var values = headers[TraceParent];
        if (values.Count == 0)
        {
            return false;
        }

        if (values.Count == 1 && TryParse(values[0], TraceStateOf(headers[TraceState]), out context))
        {
            return true;
        }

        TraceCounters.ContextMalformed(TraceParent);
        return false;
    }

    /// <summary>Writes the <c>traceparent</c> for <paramref name="context"/>.</summary>
    public static string Format(in ActivityContext context) =>
        $"00-{context.TraceId}-{context.SpanId}-{(int)(context.TraceFlags & Flags):x2}";

    /// <summary>Parses one <c>traceparent</c> value.</summary>
    public static bool TryParse(string? value, string? traceState, out ActivityContext context)
    {
        context = default;
        var text = value.AsSpan();
        if (text.Length < Length || text[2] != '-' || text[35] != '-' || text[52] != '-')
        {
            return false;
        }

        var version = text[..2];
        var traceId = text[3..35];
        var spanId = text[36..52];
        var flags = text[53..55];
        if (!IsLowerHex(version) || !IsLowerHex(traceId) || !IsLowerHex(spanId) || !IsLowerHex(flags))
        {
            return false;
        }

        // Version ff is forbidden. Version 00 has exactly this length. A later version may have more fields after a dash.
        if (version is "ff" || (text.Length > Length && (version is "00" || text[Length] != '-')))
        {
            return false;
        }

        if (!traceId.ContainsAnyExcept('0') || !spanId.ContainsAnyExcept('0'))
        {
            return false;
        }

        context = new ActivityContext(
            ActivityTraceId.CreateFromString(traceId),
            ActivitySpanId.CreateFromString(spanId),
            (ActivityTraceFlags)HexDigit(flags[1]) & Flags,
            traceState,
            isRemote: true);
        return true;
    }

    private static string? TraceStateOf(StringValues values)
    {
        if (values.Count == 0)
        {
            return null;
        }

        var state = string.Join(',', values.Where(value => !string.IsNullOrWhiteSpace(value)));
        var members = state.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (members.Length == 0)
        {
            return null;
        }

        if (state.Length <= MaxTraceStateLength && members.Length <= MaxTraceStateMembers && Array.TrueForAll(members, IsMember) && !RecurringTexts.ContainsSecret(state))
        {
            return state;
        }

        TraceCounters.ContextMalformed(TraceState);
        return null;
    }

    private static bool IsMember(string member)
    {
        var equals = member.IndexOf('=', StringComparison.Ordinal);
        var key = member.AsSpan(0, Math.Max(equals, 0));
        var value = member.AsSpan(equals + 1);
        return key.Length is > 0 and <= MaxTraceStateMemberLength
            && value.Length is > 0 and <= MaxTraceStateMemberLength
            && TraceStateKeyStart.Contains(key[0])
            && !key.ContainsAnyExcept(TraceStateKey)
            && !value.Contains('=')
            && !value.ContainsAnyExceptInRange(' ', '~');
    }

    private static bool IsLowerHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(LowerHex);

    private static int HexDigit(char digit) => digit <= '9' ? digit - '0' : digit - 'a' + 10;
}

using System.Buffers.Binary;
using System.Diagnostics;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Otlp;

/// <summary>The fields of the OTLP protocol's <c>Span</c> message, without its attributes.</summary>
internal static class OtlpSpan
{
    /// <summary>Tag of <c>ScopeSpans.spans</c>.</summary>
    public const byte Tag = 0x12;

    // OpenTelemetry's API writes these attributes for values that an Activity has as members.
    public const string StatusCode = "otel.status_code";
    public const string StatusDescription = "otel.status_description";

    /// <summary>The name of the event that describes an exception.</summary>
    public const string ExceptionEvent = "exception";

    private const uint IsRemoteKnown = 0x100;
    private const uint IsRemote = 0x200;

    private const byte TraceId = 0x0A;
    private const byte SpanId = 0x12;
    private const byte ParentSpanId = 0x22;

    /// <summary>Writes the span's ids, its trace state, and whether its parent is remote.</summary>
    /// <param name="buffer">The buffer that gets the bytes.</param>
    /// <param name="activity">The span.</param>
    /// <param name="traceId">The trace that it is shown in.</param>
    /// <param name="parentSpanId">The parent that it is shown with.</param>
    /// <param name="traceState">Its <c>tracestate</c>.</param>
    public static void Identity(OtlpBuffer buffer, Activity activity, OtlpTraceId traceId, ActivitySpanId parentSpanId, string? traceState)
    {
        Id(buffer, TraceId, traceId);
        Id(buffer, SpanId, activity.SpanId);
        if (traceState is { Length: > 0 })
        {
            buffer.Text(0x1A, OtlpAttribute.Cut(traceState));
        }

        if (parentSpanId != default)
        {
            Id(buffer, ParentSpanId, parentSpanId);
        }

        // Field 16 has a tag of two bytes.
        var isRemote = activity.HasRemoteParent && parentSpanId != default;
        buffer.Fixed32(0x0185, (uint)activity.ActivityTraceFlags | IsRemoteKnown | (isRemote ? IsRemote : 0));
    }

    /// <summary>Writes the span's name.</summary>
    public static void Name(OtlpBuffer buffer, string name) => buffer.Text(0x2A, OtlpAttribute.Cut(name));

    /// <summary>Writes kind, start and end.</summary>
    public static void KindAndTimes(OtlpBuffer buffer, Activity activity)
    {
        const int Size = 2 + 9 + 9;
        var start = UnixNano(activity.StartTimeUtc);
        var fields = buffer.GetSpan(Size)[..Size];
        fields[0] = 0x30;
        fields[1] = (byte)(activity.Kind + 1);
        fields[2] = 0x39;
        BinaryPrimitives.WriteUInt64LittleEndian(fields[3..], start);
        fields[11] = 0x41;
        BinaryPrimitives.WriteUInt64LittleEndian(fields[12..], start + ((ulong)activity.Duration.Ticks * TimeSpan.NanosecondsPerTick));
        buffer.Advance(Size);
    }

    /// <summary>Writes the span's events.</summary>
    public static void Events(OtlpBuffer buffer, Activity activity)
    {
        foreach (ref readonly var e in activity.EnumerateEvents())
        {
            var start = buffer.Open(0x5A);
            buffer.Fixed64(0x09, UnixNano(e.Timestamp.UtcDateTime));
            buffer.Text(0x12, OtlpAttribute.Cut(e.Name));
            foreach (ref readonly var tag in e.EnumerateTagObjects())
            {
                OtlpAttribute.Write(buffer, OtlpAttribute.OfEvent, tag.Key, tag.Value);
            }

            buffer.Close(start);
        }
    }

    /// <summary>Writes an <c>exception</c> event without a stack trace.</summary>
    /// <param name="buffer">The buffer that gets the bytes.</param>
    /// <param name="utc">The event's time.</param>
    /// <param name="type">The type of the error.</param>
    /// <param name="message">The message; <see langword="null"/> if it is not known.</param>
    public static void Exception(OtlpBuffer buffer, DateTime utc, string? type, string? message)
    {
        var start = buffer.Open(0x5A);
        buffer.Fixed64(0x09, UnixNano(utc));
        buffer.Text(0x12, ExceptionEvent);
        OtlpAttribute.Write(buffer, OtlpAttribute.OfEvent, "exception.type", type);
        OtlpAttribute.Write(buffer, OtlpAttribute.OfEvent, "exception.message", message);
        buffer.Close(start);
    }

    /// <summary>Writes the span's links. A link within the span's trace becomes a link within the trace that the span is shown in.</summary>
    /// <param name="buffer">The buffer that gets the bytes.</param>
    /// <param name="activity">The span.</param>
    /// <param name="traceId">The trace that it is shown in.</param>
    /// <param name="callerSpanId">The caller's span in the same trace, where that trace is shown as another one without it.</param>
    /// <param name="separateRoot">The separate trace of its request, if it is the root; otherwise <see langword="null"/>.</param>
    public static void Links(OtlpBuffer buffer, Activity activity, OtlpTraceId traceId, ActivitySpanId callerSpanId = default, SeparateTrace? separateRoot = null)
    {
        if (separateRoot is { ShowsLinks: false })
        {
            return;
        }

        foreach (ref readonly var link in activity.EnumerateLinks())
        {
            var context = link.Context;

            // A remote context belongs to the caller, whose trace keeps its own id.
            var isShownHere = context.TraceId == activity.TraceId
                && (callerSpanId == default || (!context.IsRemote && context.SpanId != callerSpanId));
            Link(buffer, link, isShownHere ? traceId : OtlpTraceId.FromActivity(context.TraceId));
        }

        if (separateRoot?.Named is { } named && named != default)
        {
            Link(buffer, new ActivityLink(named), OtlpTraceId.FromActivity(named.TraceId));
        }
    }

    /// <summary>Writes the span's status, unless it is unset.</summary>
    public static void Status(OtlpBuffer buffer, ActivityStatusCode code, string? description)
    {
        if (code == ActivityStatusCode.Unset)
        {
            return;
        }

        var start = buffer.Open(0x7A);
        if (code == ActivityStatusCode.Error && description is { Length: > 0 })
        {
            buffer.Text(0x12, OtlpAttribute.Cut(description));
        }

        buffer.Byte(0x18);
        buffer.Byte((byte)code);
        buffer.Close(start);
    }

    /// <summary>Nanoseconds since 1970; 0 before.</summary>
    public static ulong UnixNano(DateTime utc) =>
        utc < DateTime.UnixEpoch ? 0 : (ulong)(utc.Ticks - DateTime.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick;

    private static void Link(OtlpBuffer buffer, in ActivityLink link, OtlpTraceId traceId)
    {
        var start = buffer.Open(0x6A);
        var context = link.Context;
        Id(buffer, TraceId, traceId);
        Id(buffer, SpanId, context.SpanId);
        if (context.TraceState is { Length: > 0 } state)
        {
            buffer.Text(0x1A, OtlpAttribute.Cut(state));
        }

        foreach (ref readonly var tag in link.EnumerateTagObjects())
        {
            OtlpAttribute.Write(buffer, OtlpAttribute.OfLink, tag.Key, tag.Value);
        }

        LinkFlags(buffer, (uint)context.TraceFlags | IsRemoteKnown | (context.IsRemote ? IsRemote : 0));
        buffer.Close(start);
    }

    private static void LinkFlags(OtlpBuffer buffer, uint flags)
    {
        buffer.Byte(0x35);
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.GetSpan(4), flags);
        buffer.Advance(4);
    }

    private static void Id(OtlpBuffer buffer, byte tag, OtlpTraceId id)
    {
        const int Size = 16;
        var field = buffer.GetSpan(2 + Size)[..(2 + Size)];
        field[0] = tag;
        field[1] = Size;
        id.CopyTo(field[2..]);
        buffer.Advance(2 + Size);
    }

    private static void Id(OtlpBuffer buffer, byte tag, ActivitySpanId id)
    {
        const int Size = 8;
        var field = buffer.GetSpan(2 + Size)[..(2 + Size)];
        field[0] = tag;
        field[1] = Size;
        Convert.FromHexString(id.ToHexString(), field[2..], out _, out _);
        buffer.Advance(2 + Size);
    }
}

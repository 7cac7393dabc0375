using System.Diagnostics;
using System.Numerics;
using TracedLlm.Facts;
using TracedLlm.Viewer.Otlp;
using TracedLlm.Viewer.Reading;
using TracedLlm.Viewer.Store;

namespace TracedLlm.Viewer.Rows;

/// <summary>Makes the rows of held traces. A row is made when somebody looks, and again after a change of its trace.</summary>
internal static class RowReader
{
    /// <summary>The row of a trace; <see langword="null"/> if the trace is no longer held.</summary>
    public static TraceRow? Read(HeldTrace trace)
    {
        var change = trace.Change;
        if (trace.Computed is { Value: TraceRow known } computed && computed.Change == change)
        {
            return known;
        }

        if (TraceReading.Read(trace) is not { } reading)
        {
            return null;
        }

        var row = Read(reading, change);
        if (trace.State == HeldState.Shown)
        {
            trace.Computed = new(change, row);
        }

        return row;
    }

    /// <summary>The row of a trace that has been read.</summary>
    /// <param name="reading">The spans.</param>
    /// <param name="change">The change of the trace before they were read.</param>
    public static TraceRow Read(TraceReading reading, long change)
    {
        var trace = reading.Trace;
        var root = reading.Root?.Attributes ?? ReadAttributes.None;
        var call = reading.Call?.Attributes ?? ReadAttributes.None;
        var isRequest = root.Find(LibraryAttributes.Outcome) is not null;
        var start = reading.Start;
        return new()
        {
            Id = trace.Key.ToString(),
            Change = change,
            TraceId = trace.Key.TraceId.ToHexString(),
            SpanId = trace.Key.RootSpanId.ToHexString(),
            Time = SpanTimes.Unix(start),
            Duration = reading.Root is { } span ? SpanTimes.Duration(span) : SpanTimes.Between(start, reading.Spans.Select(static one => one.End).DefaultIfEmpty(start).Max()),
            Outcome = root.Text(LibraryAttributes.Outcome) ?? (reading.Root is { Status: (int)ActivityStatusCode.Error } ? Outcomes.Error : Outcomes.Ok),
            Status = root.Integer(HttpAttributes.ResponseStatusCode),
            Method = root.Text(HttpAttributes.RequestMethod),
            Route = root.Text(HttpAttributes.Route),
            Path = root.Text(HttpAttributes.UrlPath),
            Api = call.Text(LibraryAttributes.CallType),
            Operation = call.Text(GenAi.OperationName),
            ModelAsked = call.Text(GenAi.RequestModel),
            ModelAnswered = call.Text(GenAi.ResponseModel),
            Provider = call.Text(GenAi.ProviderName),
            Key = root.Text(LiteLlm.ApiKeyAlias) ?? root.Text(LiteLlm.ApiKeyHash),
            Team = root.Text(LiteLlm.TeamAlias) ?? root.Text(LiteLlm.TeamId),
            User = root.Text(LiteLlm.UserId),
            Session = root.Text(LiteLlm.SessionId),
            Name = root.Text(LiteLlm.TraceName) ?? (isRequest ? null : reading.Root?.Name ?? trace.Root.DisplayName),
            ProviderTime = SpanTimes.Union(reading.Attempts),
            FirstChunk = reading.Call is { } request ? SpanTimes.FirstChunk(request, start) : null,
            TokensIn = Sum(reading, static one => one.Integer(GenAi.UsageInputTokens)),
            TokensOut = Sum(reading, static one => one.Integer(GenAi.UsageOutputTokens)),
            Cost = Sum(reading, static one => one.Number(LiteLlm.CostTotal)),
            Attempts = call.Integer(LibraryAttributes.Attempts) ?? reading.Attempts.Count,
            Retries = call.Integer(LibraryAttributes.Retries) ?? 0,
            Fallbacks = call.Integer(LibraryAttributes.Fallbacks) ?? 0,
            Guardrails = [.. reading.Spans.Select(static one => one.Attributes).Where(static one => one.Find(LibraryAttributes.GuardrailMode) is not null).Select(static one => new GuardrailRow(
                one.Text(LibraryAttributes.GuardrailName),
                one.Text(LibraryAttributes.GuardrailMode),
                one.Text(LibraryAttributes.GuardrailStatus),
                one.Text(LibraryAttributes.GuardrailAction)))],
            ErrorType = root.Text(HttpAttributes.ErrorType) ?? call.Text(HttpAttributes.ErrorType),
            IsCacheHit = call.Flag(LiteLlm.CacheHit),
            Spans = reading.Spans.Count,
            Bytes = trace.Bytes,
            IsPinned = trace.IsPinned,
        };
    }

    // The sum over the calls that have the number; null if none has.
    private static T? Sum<T>(TraceReading reading, Func<ReadAttributes, T?> read)
        where T : struct, INumber<T>
    {
        T? sum = null;
        foreach (var call in reading.Calls)
        {
            if (read(call.Attributes) is { } number)
            {
                sum = number + (sum ?? T.Zero);
            }
        }

        return sum;
    }
}

using System.Diagnostics;
using TracedLlm.Facts;

namespace TracedLlm.Metrics;

/// <summary>
/// Records the measurements of an application's requests. Their attributes are bounded: the lists of <see cref="InstrumentTable"/>, and at
/// most a number of values of each. Recording a series that is known allocates nothing.
/// </summary>
/// <param name="maxValues">The most values of an attribute.</param>
/// <param name="ownAttributes">The attributes that the gateway adds; checked with <see cref="OwnMetricAttributes"/>.</param>
internal sealed class RequestMetrics(int maxValues, IEnumerable<string> ownAttributes)
{
    private static readonly string[] Kinds = [AttemptKinds.Initial, AttemptKinds.Retry, AttemptKinds.Fallback, AttemptKinds.Hedge];

    private readonly (string Name, BoundedValues Values, bool IsOfCallers)[] _own =
        [.. ownAttributes.Distinct(StringComparer.Ordinal).Select(name => (name, new BoundedValues(maxValues), OwnMetricAttributes.IsOfCallers(name)))];

    private readonly BoundedValues _providers = new(maxValues);
    private readonly BoundedValues _requestModels = new(maxValues);
    private readonly BoundedValues _responseModels = new(maxValues);
    private readonly BoundedValues _errorTypes = new(maxValues);
    private readonly BoundedValues _guardrails = new(maxValues);

    // The bounds of the metrics, and one tree for those whose series have the same attributes but one or two.
    private readonly MetricSeries _operationDurations = new(0);
    private readonly MetricSeries _firstChunks = new(1);
    private readonly MetricSeries _costs = new(2);
    private readonly MetricSeries _tokens = new(3);
    private readonly MetricSeries _parts = new(4);
    private readonly MetricSeries _requestDurations = new(5);
    private readonly MetricSeries _firstTokens = new(6);
    private readonly MetricSeries _tokenTimes = new(7);
    private readonly MetricSeries _overheadSeries = new(8);
    private readonly MetricSeries _chunkSeries = new(9);
    private readonly MetricSeries _attemptSeries = new(10);
    private readonly MetricSeries _guardrailSeries = new(11);
    private readonly TagSet _operations = new();
    private readonly TagSet _requests = new();
    private readonly TagSet _overheads = new();
    private readonly TagSet _chunks = new();
    private readonly TagSet _attempts = new();
    private readonly TagSet _guardrailTags = new();

    /// <summary>Records a logical operation.</summary>
    public void RecordOperation(in MeasuredRequest request, in MeasuredOperation operation)
    {
        var tags = Describe(_operations, request);
        if (RequestInstruments.OperationDuration.Enabled)
        {
            RequestInstruments.OperationDuration.Record(operation.Duration.TotalSeconds, WithError(tags, request.ErrorType).GetTags(_operationDurations));
        }

        if (RequestInstruments.TimeToFirstChunk.Enabled && operation.TimeToFirstChunk is { } first)
        {
            RequestInstruments.TimeToFirstChunk.Record(first.TotalSeconds, tags.GetTags(_firstChunks));
        }

        if (RequestInstruments.Cost.Enabled && operation.Cost is { } cost)
        {
            RequestInstruments.Cost.Record(cost, tags.GetTags(_costs));
        }

        if (RequestInstruments.TokenUsage.Enabled)
        {
            RecordTokens(tags, "input", operation.InputTokens);
            RecordTokens(tags, "output", operation.OutputTokens);
        }

        if (RequestInstruments.TokenParts.Enabled)
        {
            RecordPart(tags, "cache_read", operation.CacheReadTokens);
            RecordPart(tags, "cache_creation", operation.CacheCreationTokens);
            RecordPart(tags, "reasoning", operation.ReasoningTokens);
        }
    }

    /// <summary>Records a request from its arrival to its end.</summary>
    /// <param name="request">The request.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="overhead">The gateway's own part of that; <see langword="null"/> if it is not known.</param>
    /// <param name="firstToken">From its arrival to the first event of a streamed response that completed.</param>
    /// <param name="perToken">The mean time of an output token after the first.</param>
    public void RecordRequest(in MeasuredRequest request, TimeSpan duration, TimeSpan? overhead, TimeSpan? firstToken, TimeSpan? perToken)
    {
        var tags = Describe(_requests, request);
        if (RequestInstruments.RequestDuration.Enabled)
        {
            RequestInstruments.RequestDuration.Record(
                duration.TotalSeconds, WithError(tags, request.ErrorType).With(LibraryAttributes.Outcome, request.Outcome).GetTags(_requestDurations));
        }

        if (RequestInstruments.TimeToFirstToken.Enabled && firstToken is { } first)
        {
            RequestInstruments.TimeToFirstToken.Record(first.TotalSeconds, tags.GetTags(_firstTokens));
        }

        if (RequestInstruments.TimePerOutputToken.Enabled && perToken is { } each)
        {
            RequestInstruments.TimePerOutputToken.Record(each.TotalSeconds, tags.GetTags(_tokenTimes));
        }

        if (RequestInstruments.Overhead.Enabled && overhead is { } own)
        {
            var described = WithOwn(_overheads.With(GenAi.OperationName, request.Operation).With(LibraryAttributes.Outcome, request.Outcome), request.Span, request.Root, request.Evidence);
            RequestInstruments.Overhead.Record(own.TotalSeconds, described.GetTags(_overheadSeries));
        }
    }

    /// <summary>Returns the attributes of the chunks of a response that is being streamed.</summary>
    public KeyValuePair<string, object?>[] FindChunkTags(in MeasuredRequest request) => WithOwn(
        WithModel(_chunks.With(GenAi.OperationName, request.Operation).With(GenAi.ProviderName, Show(_providers, request.Provider)), request),
        request.Span,
        request.Root,
        request.Evidence).GetTags(_chunkSeries);

    /// <summary>Records an attempt that has ended.</summary>
    /// <param name="operation">The operation of the request's API.</param>
    /// <param name="attempt">Its span, which has its attributes.</param>
    /// <param name="request"><c>litellm_request</c>, which may have attributes that the gateway adds.</param>
    /// <param name="root">The root, which may have them too.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="errorType">The <c>error.type</c>; <see langword="null"/> if it did not fail.</param>
    /// <param name="outcome">How it ended.</param>
    public void RecordAttempt(string? operation, Activity attempt, Activity? request, Activity? root, TimeSpan duration, string? errorType, string outcome)
    {
        var described = _attempts.With(GenAi.OperationName, operation)
            .With(GenAi.ProviderName, Show(_providers, FindText(attempt, GenAi.ProviderName)))
            .With(LiteLlm.AttemptKind, ShowKind(FindText(attempt, LiteLlm.AttemptKind)));
        described = WithError(described, errorType).With(LibraryAttributes.Outcome, outcome);
        var evidence = outcome == Outcomes.Ok ? ValueEvidence.Answered : ValueEvidence.Tried;
        foreach (var (name, values, isOfCallers) in _own)
        {
            var text = FindText(attempt, name) ?? FindText(request, name) ?? FindText(root, name);
            described = described.With(name, Show(values, text, isOfCallers ? ValueEvidence.Tried : evidence));
        }

        // The two metrics have the same series.
        var tags = described.GetTags(_attemptSeries);
        RequestInstruments.Attempts.Add(1, tags);
        RequestInstruments.AttemptDuration.Record(duration.TotalSeconds, tags);
    }

    /// <summary>Records a guardrail that has ended.</summary>
    /// <param name="guardrail">Its span, which has its attributes.</param>
    /// <param name="root">The root of its request, which may have attributes that the gateway adds.</param>
    /// <param name="duration">How long it took.</param>
    public void RecordGuardrail(Activity guardrail, Activity? root, TimeSpan duration)
    {
        var tags = _guardrailTags.With(LibraryAttributes.GuardrailName, Show(_guardrails, FindText(guardrail, LibraryAttributes.GuardrailName)));
        foreach (var name in (ReadOnlySpan<string>)[LibraryAttributes.GuardrailMode, LibraryAttributes.GuardrailStatus, LibraryAttributes.GuardrailAction, LibraryAttributes.Outcome])
        {
            tags = tags.With(name, FindText(guardrail, name));
        }

        RequestInstruments.GuardrailDuration.Record(duration.TotalSeconds, WithOwn(tags, guardrail, root, ValueEvidence.Tried).GetTags(_guardrailSeries));
    }

    private void RecordTokens(TagSet tags, string type, long? count)
    {
        if (count is { } tokens)
        {
            RequestInstruments.TokenUsage.Record(tokens, tags.With(MetricAttributeNames.TokenType, type).GetTags(_tokens));
        }
    }

    private void RecordPart(TagSet tags, string part, long? count)
    {
        if (count is > 0 and var tokens)
        {
            RequestInstruments.TokenParts.Add(tokens, tags.With(MetricAttributeNames.TokenPart, part).GetTags(_parts));
        }
    }

    // A gateway may state the kind as a member of its own enumeration, so the case differs.
    private static string? ShowKind(string? kind)
    {
        foreach (var known in Kinds)
        {
            if (known.Equals(kind, StringComparison.OrdinalIgnoreCase))
            {
                return known;
            }
        }

        return kind is null ? null : BoundedValues.Other;
    }

    private static string? Show(BoundedValues values, string? value) => value is null ? null : values.Show(value);

    private static string? Show(BoundedValues values, string? value, ValueEvidence evidence) => value is null ? null : values.Show(value, evidence);

    // A number has no bound, and a list is no value of a series.
    private static string? FindText(Activity? span, string name) => span?.GetTagItem(name) switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        Enum member => member.ToString(),
        _ => null,
    };

    private TagSet Describe(TagSet tree, in MeasuredRequest request)
    {
        var tags = WithModel(tree.With(GenAi.OperationName, request.Operation).With(GenAi.ProviderName, Show(_providers, request.Provider)), request);
        return WithOwn(tags.With(GenAi.ResponseModel, Show(_responseModels, request.ResponseModel)), request.Span, request.Root, request.Evidence);
    }

    private TagSet WithModel(TagSet tags, in MeasuredRequest request) =>
        tags.With(GenAi.RequestModel, Show(_requestModels, request.RequestModel, request.Evidence));

    private TagSet WithError(TagSet tags, string? errorType) => tags.With(HttpAttributes.ErrorType, Show(_errorTypes, errorType));

    private TagSet WithOwn(TagSet tags, Activity? span, Activity? root, ValueEvidence evidence)
    {
        foreach (var (name, values, isOfCallers) in _own)
        {
            // Whatever answered says nothing about a value of the caller's metadata.
            var most = isOfCallers && evidence == ValueEvidence.Answered ? ValueEvidence.Tried : evidence;
            tags = tags.With(name, Show(values, FindText(span, name) ?? FindText(root, name), most));
        }

        return tags;
    }
}

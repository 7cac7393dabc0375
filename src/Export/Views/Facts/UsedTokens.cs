using System.Diagnostics;
using TracedLlm.Facts;

namespace TracedLlm.Export.Views.Facts;

/// <summary>The tokens that a call used.</summary>
internal readonly struct UsedTokens
{
    private readonly bool _hasInput;
    private readonly bool _hasOutput;
    private readonly long _input;
    private readonly long _output;
    private readonly long _cacheRead;
    private readonly long _cacheCreation;
    private readonly long _oneHourCacheCreation;
    private readonly long _audioInput;
    private readonly long _cachedAudio;
    private readonly long _reasoning;
    private readonly long _audioOutput;

    /// <summary>Reads the tokens of a <c>litellm_request</c> from the slots that the rows of the usage have filled.</summary>
    public UsedTokens(in ViewedSpan span)
    {
        var input = span.Integer(SpanSlots.Find(TokenBucket.Input));
        var output = span.Integer(SpanSlots.Find(TokenBucket.Output));
        State = input is not null || output is not null ? UsageState.Reported : Unreported(span);
        if (State != UsageState.Reported)
        {
            _hasInput = _hasOutput = State == UsageState.Nothing;
            return;
        }

        _hasInput = input is not null;
        _hasOutput = output is not null;
        _input = Math.Max(input ?? 0, 0);
        _output = Math.Max(output ?? 0, 0);

        // Parts can overlap, as audio tokens that the provider read from a cache: each part gets at most the tokens that earlier parts leave.
        _cacheRead = Part(span, TokenBucket.CacheRead, _input);
        _cacheCreation = Part(span, TokenBucket.CacheCreation, _input - _cacheRead);
        _oneHourCacheCreation = Part(span, TokenBucket.OneHourCacheCreation, _cacheCreation);
        _cachedAudio = Part(span, TokenBucket.CachedAudio, _cacheRead);
        _audioInput = Math.Min(Part(span, TokenBucket.AudioInput, _input) - _cachedAudio, _input - _cacheRead - _cacheCreation);
        _audioInput = Math.Max(_audioInput, 0);
        _reasoning = Part(span, TokenBucket.Reasoning, _output);
        _audioOutput = Part(span, TokenBucket.AudioOutput, _output - _reasoning);
    }

    public UsageState State { get; }

    /// <summary>Input and output together; <see langword="null"/> where the usage is not known.</summary>
    public long? Total => State == UsageState.Unknown ? null : _input + _output;

    /// <summary>The count of a bucket; <see langword="null"/> where a backend gets none: unknown input and output, and parts of 0.</summary>
    public long? this[TokenBucket bucket] => bucket switch
    {
        TokenBucket.Input => _hasInput ? _input : null,
        TokenBucket.CacheRead => Shown(_cacheRead),
        TokenBucket.CacheCreation => Shown(_cacheCreation),
        TokenBucket.OneHourCacheCreation => Shown(_oneHourCacheCreation),
        TokenBucket.AudioInput => Shown(_audioInput),
        TokenBucket.CachedAudio => Shown(_cachedAudio),
        TokenBucket.Output => _hasOutput ? _output : null,
        TokenBucket.Reasoning => Shown(_reasoning),
        _ => Shown(_audioOutput),
    };

    /// <summary>The state of a call that reported no usage.</summary>
    private static UsageState Unreported(in ViewedSpan span)
    {
        if (span.Kind == ApiKind.Step)
        {
            return UsageState.Unknown;
        }

        if (span[SpanFact.CacheHit] is true)
        {
            return UsageState.Nothing;
        }

        var isCancelled = span.Text(SpanFact.Outcome) == Outcomes.Cancelled;
        if (span.Status.Code != ActivityStatusCode.Error && !isCancelled)
        {
            // The call succeeded, and its provider did not report the usage.
            return UsageState.Unknown;
        }

        if (span.Integer(SpanSlots.Find(SpanFact.Attempts)) == 0)
        {
            return UsageState.Nothing;
        }

        // A stream that was cut, or an answer that a guardrail blocked or the gateway dropped, has used tokens.
        return isCancelled || span[SpanFact.UsageUnknown] is true || HasAnswer(span) ? UsageState.Unknown : UsageState.Nothing;
    }

    private static bool HasAnswer(in ViewedSpan span) =>
        span[SpanFact.ResponseId] is not null
        || span[SpanFact.ResponseModel] is not null
        || span[SpanFact.FinishReasons] is not null
        || span[SpanFact.TimeToFirstChunk] is not null;

    private static long Part(in ViewedSpan span, TokenBucket bucket, long most) =>
        Math.Clamp(span.Integer(SpanSlots.Find(bucket)) ?? 0, 0, most);

    private static long? Shown(long tokens) => tokens > 0 ? tokens : null;
}

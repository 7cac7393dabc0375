using TracedLlm.Apis;
using TracedLlm.Attempts;
using TracedLlm.Facts;
using TracedLlm.Guardrails;
using TracedLlm.Metrics;

namespace TracedLlm.Requests;

/// <summary>
/// The captured content of one request, as far as the gateway or a guardrail replaces it: what a guardrail masks is not exported.
/// The spans with bodies are held until the request closes, because a guardrail may decide later.
/// </summary>
/// <param name="trace">The request.</param>
/// <param name="gate">The lock of the request; it guards every field here.</param>
internal sealed class RequestContent(RequestState trace, object gate) : IAttemptedContent, IGuardedContent
{
    // The most characters of bodies that a request holds: eight spans with whole bodies.
    private const int MaxHeld = 8 * 2 * 64 * 1024;

    private readonly List<RawSpan> _held = [];
    private readonly HeldGuardrails _guardrails = new();
    private readonly ContentSide _input = new("input", RestatedContent.Input);
    private readonly ContentSide _output = new("output", RestatedContent.Output);
    private int _heldLength;
    private bool _hasLeft;

    /// <summary>How often the gateway has stated input and output.</summary>
    public ContentStatements Statements
    {
        get
        {
            lock (gate)
            {
                return new(_input.Statements, _output.Statements);
            }
        }
    }

    /// <summary>States the input that the gateway sends on.</summary>
    public void SetInput(string input) => Restate(_input, input, RestatedContent.ReadInput);

    /// <summary>States the output that the gateway sends on.</summary>
    public void SetOutput(string output) => Restate(_output, output, RestatedContent.ReadOutput);

    /// <summary>How often guardrails have masked input and output.</summary>
    public ContentMasks Masks
    {
        get
        {
            lock (gate)
            {
                return new(_input.Masks, _output.Masks);
            }
        }
    }

    /// <summary>A guardrail has masked. A side that nobody states by the end of the request is withheld.</summary>
    /// <returns>The sides that it masked, each with 1.</returns>
    public ContentMasks Mask(GuardrailMask mask)
    {
        var notice = string.IsNullOrEmpty(mask.Guardrail) ? "[masked by a guardrail]" : $"[masked by the guardrail '{mask.Guardrail}']";
        var isStated = mask.Input is not null || mask.Output is not null;
        var isInput = isStated ? mask.Input is not null : mask.Mode != GuardrailMode.PostCall;
        var isOutput = isStated ? mask.Output is not null : mask.Mode is GuardrailMode.PostCall or GuardrailMode.LoggingOnly;
        lock (gate)
        {
            Count(_input, isInput, notice);
            Count(_output, isOutput, notice);
        }

        if (mask.Input is not null)
        {
            SetInput(mask.Input);
        }

        if (mask.Output is not null)
        {
            SetOutput(mask.Output);
        }

        lock (gate)
        {
            if (isInput && !isStated && _input.Statements == mask.Before.Input)
            {
                Await(_input, notice);
            }

            if (isOutput && !isStated && _output.Statements == mask.Before.Output)
            {
                // The caller gets the masked answer, unless the guardrail masks for the trace only.
                _output.IsGatewaysKept = mask.Mode == GuardrailMode.PostCall;
                Await(_output, notice);
            }
        }

        return new(isInput ? 1 : 0, isOutput ? 1 : 0);
    }

    /// <summary>
    /// Returns the notice of a mask of what a guardrail looked at, if there were more masks than <paramref name="seen"/>; otherwise
    /// <see langword="null"/>.
    /// </summary>
    public string? FindMask(GuardrailMode mode, ContentMasks seen)
    {
        lock (gate)
        {
            return mode != GuardrailMode.PostCall && _input.Masks > seen.Input ? _input.MaskNotice
                : mode is GuardrailMode.PostCall or GuardrailMode.LoggingOnly && _output.Masks > seen.Output ? _output.MaskNotice
                : null;
        }
    }

    /// <summary>Replaces a body on a span, if its side is restated.</summary>
    public object? ReplaceBody(string name, object? body)
    {
        lock (gate)
        {
            var side = name == LibraryAttributes.RawRequest ? _input : _output;
            return body is null ? null : side.Body ?? side.Notice ?? body;
        }
    }

    /// <summary>Holds a span with bodies until the request closes; <see langword="false"/> if the request has closed.</summary>
    public bool TryHold(RawSpan span)
    {
        List<RawSpan>? leaving = null;
        lock (gate)
        {
            if (trace.IsCompleted)
            {
                return false;
            }

            _held.Add(span);
            _heldLength += span.Length;
            while (_heldLength > MaxHeld)
            {
                // A request with many attempts: the oldest bodies leave unmasked if a mask comes after this.
                (leaving ??= []).Add(_held[0]);
                _heldLength -= _held[0].Length;
                _held.RemoveAt(0);
                _hasLeft = true;
            }
        }

        leaving?.ForEach(static each => each.Release());
        return true;
    }

    /// <summary>Holds a guardrail's span until the content is final; <see langword="false"/> if it is final.</summary>
    public bool TryHold(HeldGuardrail guardrail)
    {
        List<HeldGuardrail>? leaving;
        lock (gate)
        {
            if (!_guardrails.TryAdd(guardrail, out leaving))
            {
                return false;
            }

            _hasLeft |= leaving?.Exists(static each => each.HasResponse) == true;
        }

        leaving?.ForEach(static each => each.Release());
        return true;
    }

    /// <summary>
    /// The content is final, and <c>litellm_request</c> has ended with it: stops the guardrails, so that their rows show what it shows.
    /// </summary>
    public void ReleaseGuardrails()
    {
        HeldGuardrail[] held;
        lock (gate)
        {
            held = _guardrails.Close();
        }

        foreach (var guardrail in held)
        {
            guardrail.Release();
        }
    }

    /// <summary>The request closes: withholds what a guardrail masked and nobody stated, and ends the held spans.</summary>
    public void Close()
    {
        RawSpan[] held;
        lock (gate)
        {
            Withhold(_input);
            Withhold(_output);
            if (!trace.CapturesContent)
            {
                // The tenant or the request has switched content off, or nobody has switched it on.
                RemoveFromRequest();
            }

            held = [.. _held];
            _held.Clear();
        }

        if (trace.Services.Redaction is { } redaction)
        {
            trace.Request.Redact([.. _input.Names, .. _output.Names, LibraryAttributes.RequestParameters], redaction);
        }

        trace.Request.Cut([.. _input.Names, .. _output.Names], trace.Services.ContentLimits);
        foreach (var span in held)
        {
            span.Release();
        }
    }

    /// <summary>Removes the content from <c>litellm_request</c>.</summary>
    public void RemoveFromRequest()
    {
        trace.Request.Remove([.. _input.Names, .. _output.Names, LibraryAttributes.ContentTruncated]);
        trace.Request.RemoveParameterTexts();
    }

    private void Restate(ContentSide side, string content, Func<LlmApiFacts, string, List<KeyValuePair<string, object?>>> read)
    {
        if (!trace.IsRecording)
        {
            return;
        }

        var tags = read(trace.BodyFacts, content);
        lock (gate)
        {
            if (trace.IsCompleted)
            {
                TraceCounters.ContentUnmasked(side.Name);
                return;
            }

            side.Statements++;
            side.Body = RawSpan.CleanBody(content);
            side.Notice = null;
            trace.Request.Restate(side.Names, tags);
            if (side == _input)
            {
                trace.Request.RemoveParameterTexts();
            }

            MarkIfLeft(side);
        }
    }

    private static void Count(ContentSide side, bool isMasked, string notice)
    {
        if (isMasked)
        {
            side.Masks++;
            side.MaskNotice = notice;
        }
    }

    private void Await(ContentSide side, string notice)
    {
        if (!trace.IsRecording)
        {
            return;
        }

        if (trace.IsCompleted)
        {
            TraceCounters.ContentUnmasked(side.Name);
            return;
        }

        side.Body = null;
        side.Notice = notice;
        MarkIfLeft(side);
    }

    private void Withhold(ContentSide side)
    {
        if (side.Notice is { } notice && !(side.IsGatewaysKept && trace.Request.IsOutputOfGateway))
        {
            trace.Request.Withhold(side.Names, notice);
            if (side == _input)
            {
                trace.Request.RemoveParameterTexts();
            }
        }
    }

    // Some bodies have left before the mask. It must be seen, because nothing can take them back.
    private void MarkIfLeft(ContentSide side)
    {
        if (_hasLeft)
        {
            trace.Root!.SetTag(LibraryAttributes.ContentUnmasked, true);
            TraceCounters.ContentUnmasked(side.Name);
        }
    }
}

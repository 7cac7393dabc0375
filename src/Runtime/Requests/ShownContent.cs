using System.Diagnostics;
using System.Text;
using TracedLlm.Apis;
using TracedLlm.Lookahead;
using TracedLlm.Metadata;
using TracedLlm.Redaction;
using TracedLlm.Tree;

namespace TracedLlm.Requests;

/// <summary>What the spans, events and log records of a request may show of its content, and what the texts of its failures may quote.</summary>
/// <param name="request">The request.</param>
/// <param name="gate">The request's lock. It guards the switch and the kept texts.</param>
/// <param name="isOn">What the route, or else the setting, says of content.</param>
internal sealed class ShownContent(RequestState request, object gate, bool isOn)
{
    // A span of an attempt has two bodies.
    private const int MostOfSpan = 2;

    // The texts of errors without quotes that a request keeps. A gateway that tries again and again has many.
    private const int MaxKeptTexts = 32;

    private ContentSwitch _switch = new(isOn, request.Services.ContentTrust);
    private Dictionary<string, string>? _withoutQuotes;
    private string? _output;
    private bool _isTenantStated;

    /// <summary>Whether content is read and held, to be shown or to be compared with.</summary>
    public bool IsRead => _switch.IsRead;

    /// <inheritdoc cref="RequestState.CapturesContent"/>
    public bool IsCaptured
    {
        get
        {
            lock (gate)
            {
                return _switch.Shows(request.RequestMetadata);
            }
        }
    }

    /// <summary>Whether a guardrail's reason may quote an answer that is not known yet.</summary>
    public bool IsAnswerUnknown => IsRead && (request.RequestMetadata.MaskOutput || !request.ShowsContent) && Volatile.Read(ref _output) is null;

    // A span with the text of a failure may leave before the tenant is known that switches content off.
    private bool MayBeSwitchedOff => request.Services.Authentication.StatesTenants && !Volatile.Read(ref _isTenantStated);

    /// <summary>The value of an attribute with content, masked where the request says so.</summary>
    public object? Mask(string name, object? value)
    {
        if (name is GenAi.OutputMessages or GenAi.RetrievalDocuments && value is string text && text != MaskedContent.Replacement)
        {
            // Failures after this may quote it, and it may be withheld.
            Volatile.Write(ref _output, text);
        }

        return MaskedContent.Mask(name, value, request.RequestMetadata);
    }

    /// <inheritdoc cref="ITracedRequest.ShowContent"/>
    public object? Show(string name, object? value)
    {
        var shown = value is not null && request.ShowsContent ? Mask(name, value) : null;
        if (!ReferenceEquals(shown, value) || value is not string text)
        {
            return shown;
        }

        var limits = request.Services.ContentLimits;
        return ContentLimits.Cut(request.Services.Redaction?.Redact(name, text) ?? text, Math.Min(limits.PerAttribute, limits.PerSpan / MostOfSpan));
    }

    /// <summary>A text without quotes of the content that is not shown, and redacted.</summary>
    /// <param name="attribute">The attribute that has the text.</param>
    /// <param name="text">The text.</param>
    /// <param name="isKept">Whether the result is kept for the same text: a request may have many log records, whose texts would displace those of its errors.</param>
    public string RemoveQuotes(string attribute, string text, bool isKept)
    {
        var isOff = !request.ShowsContent || MayBeSwitchedOff;
        if (isOff || request.RequestMetadata.MaskInput)
        {
            text = RemoveInput(text, isKept);
        }

        if ((isOff || request.RequestMetadata.MaskOutput) && Volatile.Read(ref _output) is { } output)
        {
            text = QuotedContent.Remove(text, Encoding.UTF8.GetBytes(output));
        }

        return request.Services.Redaction?.Redact(attribute, text) ?? text;
    }

    /// <summary>The tenant says whether its requests show content, and whether they may ask for it.</summary>
    /// <returns>Whether content is off after that.</returns>
    public bool SwitchOff(bool? capture, bool mayRequest)
    {
        request.Services.Authentication.NoteTenant();
        Volatile.Write(ref _isTenantStated, true);
        if (capture is null && !mayRequest)
        {
            return false;
        }

        lock (gate)
        {
            _switch = _switch with { Tenant = capture ?? _switch.Tenant, IsCallerTrusted = mayRequest || _switch.IsCallerTrusted };
            return !_switch.Shows(request.RequestMetadata);
        }
    }

    /// <summary>Removes the attributes with content that the gateway defines, where content is not shown.</summary>
    public void RemoveWithheld(Activity activity)
    {
        if (request.RequestMetadata.ContentNames.Length > 0 && !request.ShowsContent)
        {
            foreach (var name in request.RequestMetadata.ContentNames)
            {
                activity.SetTag(name, null);
            }
        }
    }

    // A body may have megabytes and a failure writes one message on several spans, so that the results are kept. The body is read without
    // the lock.
    private string RemoveInput(string text, bool isKept)
    {
        lock (gate)
        {
            if (_withoutQuotes?.TryGetValue(text, out var known) == true)
            {
                return known;
            }
        }

        if (request.Body is not { } body || !body.TryRetain())
        {
            // A compressed body that nothing decompresses is no text that a gateway quotes.
            return request.IsBodyUnknown && (request.Unread != RequestUnread.Encoded || request.Attempts.Any) ? QuotedContent.Unknown : text;
        }

        string rest;
        try
        {
            rest = QuotedContent.Remove(text, body.Json);
        }
        finally
        {
            body.Release();
        }

        if (!isKept)
        {
            return rest;
        }

        lock (gate)
        {
            _withoutQuotes ??= new(StringComparer.Ordinal);
            if (_withoutQuotes.Count < MaxKeptTexts)
            {
                _withoutQuotes[text] = rest;
            }
        }

        return rest;
    }
}

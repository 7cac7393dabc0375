using TracedLlm.Metrics;

namespace TracedLlm.Redaction;

/// <summary>The redactors of an application, one after the other. A value is withheld if one of them throws.</summary>
internal sealed class ContentRedaction
{
    /// <summary>Replaces a value that could not be redacted.</summary>
    public const string Withheld = "[withheld: the redactor failed]";

    private readonly IContentRedactor[] _redactors;

    private ContentRedaction(IContentRedactor[] redactors) => _redactors = redactors;

    /// <summary>Creates the redaction; <see langword="null"/> if nothing is removed.</summary>
    /// <param name="kinds">What the built-in redactor removes.</param>
    /// <param name="own">The redactors of the gateway.</param>
    public static ContentRedaction? Create(RedactedContent kinds, IEnumerable<IContentRedactor> own)
    {
        IContentRedactor[] all = kinds == RedactedContent.None ? [.. own] : [.. own, new FormRedactor(kinds)];
        return all.Length == 0 ? null : new(all);
    }

    /// <summary>Returns the value of an attribute without what the redactors remove; the same object if they remove nothing.</summary>
    public string Redact(string attribute, string value)
    {
        try
        {
            return RedactedJson.Redact(value, text => RedactText(attribute, text));
        }
        catch (Exception exception)
        {
            // The redactor may be the application's, and no request fails because of it.
            TraceCounters.RedactionFailed(exception);
            return Withheld;
        }
    }

    private string RedactText(string attribute, string text)
    {
        foreach (var redactor in _redactors)
        {
            text = redactor.Redact(attribute, text) ?? throw new InvalidOperationException($"{redactor.GetType()}.Redact returned null.");
        }

        return text;
    }
}

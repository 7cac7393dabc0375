using System.Globalization;
using TracedLlm.Facts;
using TracedLlm.Metrics;
using TracedLlm.Secrets;

namespace TracedLlm.Tree;

/// <summary>Takes the attributes of enrichers for one span, within their bounds.</summary>
/// <param name="tags">The attributes of the span at its start.</param>
internal sealed class EnrichedTags(CreationTags tags)
{
    // The bounds of metadata (LiteLLM's): enrichers often copy it.
    private const int MostAttributes = 32;
    private const int MaxText = 1024;

    // How much of a text is searched for secrets. A secret that is cut in two is not recognised.
    private const int MaxRead = 4 * MaxText;

    // OpenTelemetry's advice for names is less; this bounds the memory.
    private const int MaxName = 255;
    private const int MaxItems = 128;

    private int _count;

    /// <summary>The value of an attribute; <see langword="null"/> if there is none.</summary>
    public object? Find(string name) => tags.Find(name);

    /// <summary>Adds an attribute, or counts why it is dropped.</summary>
    public void Add(string name, object? value)
    {
        if (value is null)
        {
            return;
        }

        var reason = string.IsNullOrWhiteSpace(name) || name.Length > MaxName || name.AsSpan().ContainsAnyInRange('\0', '\u001f') ? "name"
            : ReservedAttributes.Contains(name) || tags.Find(name) is not null ? "reserved"
            : _count == MostAttributes ? "too_many"
            : null;
        if (reason is not null)
        {
            TraceCounters.AttributeDropped(reason);
            return;
        }

        _count++;
        tags.Add(name, Bound(value));
    }

    private static object Bound(object value) => value switch
    {
        string text => Cut(text),
        bool or byte or sbyte or short or ushort or int or uint or long or float or double => value,
        string[] texts => Array.ConvertAll(texts.Length > MaxItems ? texts[..MaxItems] : texts, static text => text is null ? "" : Cut(text)),
        bool[] flags => flags.Length > MaxItems ? flags[..MaxItems] : flags,
        int[] numbers => numbers.Length > MaxItems ? numbers[..MaxItems] : numbers,
        long[] numbers => numbers.Length > MaxItems ? numbers[..MaxItems] : numbers,
        double[] numbers => numbers.Length > MaxItems ? numbers[..MaxItems] : numbers,
        IFormattable other => Cut(other.ToString(null, CultureInfo.InvariantCulture)),
        _ => Cut(value.ToString() ?? ""),
    };

    private static string Cut(string text) => ErrorText.Cut(RecurringTexts.RemoveForms(ErrorText.Cut(text, MaxRead)), MaxText);
}

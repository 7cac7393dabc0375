using System.Collections;
using System.Collections.Frozen;
using System.Diagnostics;
using TracedLlm.Facts;

namespace TracedLlm.Secrets;

/// <summary>
/// The one place that the texts of a span's attributes pass. A caller chooses many of them: the path, the model, the stop sequences, the
/// user agent, the metadata. It replaces the secrets that it recognises by their form (<see cref="SecretRedaction.RemoveForms"/>).
/// </summary>
internal static class AttributeSecrets
{
    /// <summary>Attributes with content. They are there only if somebody captures content, and show it as it is.</summary>
    private static readonly FrozenSet<string> Content = FrozenSet.Create(StringComparer.Ordinal, ContentAttributeTable.FindNames(static _ => true));

    /// <summary>Attributes that have content if somebody captures it, beside other texts. They are not in the table of content, because they are there without it too.</summary>
    private static readonly FrozenSet<string> WithContent = FrozenSet.Create(StringComparer.Ordinal, LibraryAttributes.RequestParameters, LibraryAttributes.ErrorMessage);

    private const int LongText = 1024;

    // The depth that an exporter shows of lists in lists.
    private const int MaxDepth = 8;

    /// <summary>Returns the value of an attribute without secrets; the same object if it has none.</summary>
    public static object? Remove(string name, object? value) => Remove(name, value, isKept: true, depth: 0);

    /// <summary>Returns the value of an attribute of the gateway's own that is content, without secrets; the same object if it has none.</summary>
    public static object? RemoveFromContent(string name, object? value) => Remove(name, value, isKept: false, depth: 0);

    /// <summary>Sets an attribute of a span, without secrets.</summary>
    public static void Set(Activity activity, string name, object? value) => activity.SetTag(name, Remove(name, value));

    private static object? Remove(string name, object? value, bool isKept, int depth) => value switch
    {
        null => null,
        string text => RemoveFromText(name, text, isKept),
        string[] texts => Remove(name, texts, isKept),
        IReadOnlyList<string> texts => Remove(name, [.. texts], isKept),
        IConvertible => value,
        ValueType and IFormattable => value,
        Array array when array.GetType().GetElementType() is { IsPrimitive: true } => value,
        IList items when depth < MaxDepth => Remove(name, items, isKept, depth),
        _ => RemoveFromText(name, value, isKept),
    };

    private static object Remove(string name, IList items, bool isKept, int depth)
    {
        var clean = new List<object?>(items.Count);
        var hasSecret = false;
        try
        {
            foreach (var item in items)
            {
                var rest = Remove(name, item, isKept, depth + 1);
                hasSecret |= !ReferenceEquals(rest, item);
                clean.Add(rest);
            }
        }
        catch (InvalidOperationException)
        {
            // The owner changed the list meanwhile: the items before that are shown.
            hasSecret = true;
        }

        return hasSecret ? clean.ToArray() : items;
    }

    // An exporter shows other objects, such as a Uri or a JsonElement, as their text.
    private static object RemoveFromText(string name, object value, bool isKept)
    {
        try
        {
            return value.ToString() is { } text && RemoveFromText(name, text, isKept) is var rest && !ReferenceEquals(rest, text) ? rest : value;
        }
        catch (Exception)
        {
            // The type belongs to the application and its ToString threw. The exporter has no text of it either.
            return value;
        }
    }

    // Most texts are short and have no mark of a secret: that is found out faster than whether the attribute carries content. Content can
    // have megabytes, which are not searched, and is not kept beyond its request.
    private static string RemoveFromText(string name, string text, bool isKept)
    {
        if (text.Length <= LongText)
        {
            if (CleanTexts.Contains(text))
            {
                return text;
            }

            if (!SecretMarks.AreIn(text))
            {
                if (isKept && !Content.Contains(name) && !WithContent.Contains(name))
                {
                    CleanTexts.Add(text);
                }

                return text;
            }
        }

        return Content.Contains(name) ? text
            : isKept && !WithContent.Contains(name) ? RecurringTexts.RemoveForms(text)
            : SecretRedaction.RemoveForms(text);
    }

    // The array can be the gateway's own, so that it is not changed.
    private static string[] Remove(string name, string[] texts, bool isKept)
    {
        string[]? clean = null;
        for (var index = 0; index < texts.Length; index++)
        {
            if (texts[index] is { } text && RemoveFromText(name, text, isKept) is var rest && !ReferenceEquals(rest, text))
            {
                (clean ??= [.. texts])[index] = rest;
            }
        }

        return clean ?? texts;
    }
}

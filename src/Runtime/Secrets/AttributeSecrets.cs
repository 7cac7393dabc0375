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
    private static readonly FrozenSet<string> Content = FrozenSet.Create(
        StringComparer.Ordinal,
        GenAi.InputMessages,
        GenAi.OutputMessages,
        GenAi.SystemInstructions,
        GenAi.ToolDefinitions,
        GenAi.RetrievalQueryText,
        GenAi.RetrievalDocuments,
        LibraryAttributes.RerankDocuments,
        LibraryAttributes.GuardrailResponse,
        LibraryAttributes.RawRequest,
        LibraryAttributes.RawResponse);

    private const int LongText = 1024;

    /// <summary>Returns the value of an attribute without secrets; the same object if it has none.</summary>
    public static object? Remove(string name, object? value) => value switch
    {
        string text => IsContent(name, text) ? text : SecretRedaction.RemoveForms(text),
        string[] texts => Remove(texts),
        IReadOnlyList<string> texts => Remove([.. texts]),
        _ => value,
    };

    /// <summary>Sets an attribute of a span, without secrets.</summary>
    public static void Set(Activity activity, string name, object? value) => activity.SetTag(name, Remove(name, value));

    // Most texts are short and have no mark of a secret: that is found out faster than whether the attribute carries content. Content can
    // have megabytes, which are not searched.
    private static bool IsContent(string name, string text) =>
        (text.Length > LongText || SecretRedaction.IsSuspect(text)) && Content.Contains(name);

    // The array can be the gateway's own, so that it is not changed.
    private static string[] Remove(string[] texts)
    {
        foreach (var text in texts)
        {
            if (text is not null && !ReferenceEquals(SecretRedaction.RemoveForms(text), text))
            {
                return Array.ConvertAll(texts, static text => text is null ? null! : SecretRedaction.RemoveForms(text));
            }
        }

        return texts;
    }
}

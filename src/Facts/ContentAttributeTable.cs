using static TracedLlm.Facts.ContentSides;

namespace TracedLlm.Facts;

/// <summary>
/// The attributes that the library writes only while content is captured, and that have nothing but content: what a caller asks, what a
/// model answers, and what a guardrail quotes of them.
/// </summary>
internal static class ContentAttributeTable
{
    /// <summary>The rows.</summary>
    public static readonly ContentAttributeFacts[] Rows =
    [
        new(GenAi.InputMessages, Input, ContentSpan.Request, ContentForm.Json),
        new(GenAi.SystemInstructions, Input, ContentSpan.Request, ContentForm.Json),
        new(GenAi.ToolDefinitions, Input, ContentSpan.Request, ContentForm.Json),
        new(GenAi.RetrievalQueryText, Input, ContentSpan.Request, ContentForm.Text),
        new(LibraryAttributes.RerankDocuments, Input, ContentSpan.Request, ContentForm.Json),
        new(GenAi.OutputMessages, Output, ContentSpan.Request, ContentForm.Json),
        new(GenAi.RetrievalDocuments, Output, ContentSpan.Request, ContentForm.Json),

        // Its mode does not say what it quotes: a guardrail that runs after the call has seen both.
        new(LibraryAttributes.GuardrailResponse, Input | Output, ContentSpan.Guardrail, ContentForm.Text),
        new(LibraryAttributes.RawRequest, Input, ContentSpan.RawRequest, ContentForm.Text),
        new(LibraryAttributes.RawResponse, Output, ContentSpan.RawRequest, ContentForm.Text),
    ];

    /// <summary>Returns the names of some rows, in the order of the table.</summary>
    /// <param name="isNamed">Whether the name of a row is among them.</param>
    public static string[] FindNames(Predicate<ContentAttributeFacts> isNamed) => Array.ConvertAll(Array.FindAll(Rows, isNamed), static row => row.Name);
}

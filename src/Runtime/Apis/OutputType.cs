using TracedLlm.Facts;

namespace TracedLlm.Apis;

/// <summary>The <c>gen_ai.output.type</c> of what OpenAI's requests ask for.</summary>
internal static class OutputType
{
    /// <summary>By the <c>type</c> of a response format, and the modalities beside text.</summary>
    public static string? Requested(string? format, string[]? modalities) =>
        modalities?.Contains("audio") == true ? OutputTypes.Speech
        : modalities?.Contains("image") == true ? OutputTypes.Image
        : format switch
        {
            "json_object" or "json_schema" => OutputTypes.Json,
            "text" => OutputTypes.Text,
            _ => null,
        };
}

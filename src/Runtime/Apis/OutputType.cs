using TracedLlm.Facts;

namespace TracedLlm.Apis;

/// <summary>The <c>gen_ai.output.type</c> that a request in OpenAI's form asks for.</summary>
internal static class OutputType
{
    /// <summary>The output type by the <c>type</c> of the response format, and by the modalities in addition to text.</summary>
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

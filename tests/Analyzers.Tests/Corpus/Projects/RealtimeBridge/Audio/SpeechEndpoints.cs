using System.Text.Json.Serialization;

namespace RealtimeBridge.Audio;

internal static class SpeechEndpoints
{
    private static readonly string[] Voices = ["alloy", "echo", "nova"];

    [TracedLlmRoute] // TLM3004
    public static async Task SpeakAsync(HttpContext http, SpeechClient speech)
    {
        var input = await http.Request.ReadFromJsonAsync<SpeechInput>(http.RequestAborted);
        if (input is not { Text.Length: > 0 and < 4096 })
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var voice = Voices.Contains(input.Voice) ? input.Voice! : Voices[0];
        using var response = await speech.SpeakAsync(input.Text, voice, http.RequestAborted);
        http.Response.StatusCode = (int)response.StatusCode;
        http.Response.ContentType = "audio/ogg";
        await response.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    [TracedLlmRoute]
    public static async Task<IResult> TranscribeAsync(HttpRequest request, SpeechClient speech, CancellationToken cancellationToken)
    {
        var form = await request.ReadFormAsync(cancellationToken);
        if (form.Files.GetFile("file") is not { Length: > 0 } file)
        {
            return TypedResults.BadRequest("There is no file.");
        }

        await using var audio = file.OpenReadStream();
        var text = await speech.TranscribeAsync(audio, file.FileName, form["language"], cancellationToken);
        return TypedResults.Content(text, "application/json");
    }

    private sealed record SpeechInput([property: JsonPropertyName("input")] string Text, [property: JsonPropertyName("voice")] string? Voice);
}

using System.Net.Http.Headers;

namespace RealtimeBridge.Audio;

internal sealed partial class SpeechClient(HttpClient http)
{
    [TracedLlmCall(Operation = "speech")]
    public partial Task<HttpResponseMessage> SpeakAsync(string text, [SpanTag("app.voice")] string voice, CancellationToken cancellationToken);

    private Task<HttpResponseMessage> SpeakCoreAsync(string text, string voice, CancellationToken cancellationToken) =>
        http.PostAsJsonAsync("v1/audio/speech", new { input = text, voice, response_format = "opus" }, cancellationToken);

    [TracedLlmCall]
    public partial Task<string> TranscribeAsync(Stream audio, string name, [SpanTag("app.language", Path = "Lenght")] string? language, CancellationToken cancellationToken); // TLM3007

    private async Task<string> TranscribeCoreAsync(Stream audio, string name, string? language, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent();
        var file = new StreamContent(audio) { Headers = { ContentType = new MediaTypeHeaderValue("audio/wav") } };
        form.Add(file, "file", name);
        if (language is not null)
        {
            form.Add(new StringContent(language), "language");
        }

        using var response = await http.PostAsync("v1/audio/transcriptions", form, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }
}

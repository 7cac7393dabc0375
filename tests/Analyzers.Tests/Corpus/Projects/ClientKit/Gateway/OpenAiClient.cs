using System.Diagnostics;

namespace ClientKit.Generated;

/// <summary>What the generator leaves to us.</summary>
public partial class OpenAiClient
{
    private static readonly HttpRequestOptionsKey<string> CallKey = new("call");

    static partial void UpdateJsonSerializerSettings(JsonSerializerOptions settings)
    {
        settings.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        settings.Converters.Add(new UnixTimeConverter());
    }

    partial void PrepareRequest(HttpClient client, HttpRequestMessage request, string url)
    {
        request.Options.Set(CallKey, LlmTrace.Current?.CallId ?? Guid.NewGuid().ToString());
        request.Headers.TryAddWithoutValidation("x-request-id", Activity.Current?.Id);
    }

    partial void ProcessResponse(HttpClient client, HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues("openai-processing-ms", out var times) && double.TryParse(times.First(), out var time))
        {
            LlmTrace.Current?.SetRequestTag("app.provider.processing_ms", time);
        }
    }

    private sealed class UnixTimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            DateTimeOffset.FromUnixTimeSeconds(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.ToUnixTimeSeconds());
    }
}

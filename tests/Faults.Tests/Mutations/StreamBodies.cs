using System.Text;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Faults.Tests.Mutations;

/// <summary>Recorded streams, with the model and the path whose answers they are.</summary>
internal static class StreamBodies
{
    public static readonly IReadOnlyList<(string Path, string Model, byte[] Stream)> All =
    [
        ("v1/chat/completions", "gpt", Encoding.UTF8.GetBytes(RecordedOpenAi.ChatCompletionStream.ToText())),
        ("v1/messages", "claude", Encoding.UTF8.GetBytes(RecordedAnthropic.MessageStream.ToText())),
    ];
}

using System.Text;

namespace TracedLlm.Bench.Micro.Taps;

/// <summary>An event of 230 bytes, as a provider streams a token.</summary>
internal static class StreamedEvent
{
    public const int Length = 230;

    public static byte[] Bytes { get; } = Make();

    private static byte[] Make()
    {
        const string Start = """data: {"id":"chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG","object":"chat.completion.chunk","created":1741570283,"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"delta":{"content":" """;
        const string End = "\"},\"finish_reason\":null}]}\n\n";
        return Encoding.UTF8.GetBytes(Start + new string('x', Length - Start.Length - End.Length) + End);
    }
}

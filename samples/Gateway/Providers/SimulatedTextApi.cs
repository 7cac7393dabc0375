using System.Text;

namespace TracedLlm.Samples.Gateway;

/// <summary>An API whose simulated answer is a text.</summary>
/// <param name="Tail">The end of the path.</param>
/// <param name="Format">The API.</param>
/// <param name="Whole">Makes the answer without streaming.</param>
/// <param name="Parts">Makes the parts of the streamed answer; an endless answer repeats the same words.</param>
/// <param name="StreamType">The media type of a stream.</param>
internal sealed record SimulatedTextApi(
    string Tail,
    WireFormat Format,
    Func<SimulatedCall, SimulatedText, object> Whole,
    Func<SimulatedCall, SimulatedText, bool, IEnumerable<byte[]>> Parts,
    string StreamType = SimulatedTextApi.Events)
{
    public const string Events = "text/event-stream";
    public const string Lines = "application/x-ndjson";
    public const string Frames = "application/vnd.amazon.eventstream";

    /// <summary>An API of <see cref="SimulatedAnswer"/>.</summary>
    public static SimulatedTextApi Of(string tail, WireFormat format) => new(
        tail,
        format,
        (_, text) => new SimulatedAnswer(format, text).Whole(),
        (call, text, endless) => Bytes(new SimulatedAnswer(format, text).Chunks(endless, call.AsksForUsage)));

    public static IEnumerable<byte[]> Bytes(IEnumerable<string> parts) => parts.Select(Encoding.UTF8.GetBytes);
}

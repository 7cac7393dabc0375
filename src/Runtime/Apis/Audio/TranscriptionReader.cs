using TracedLlm.Content;
using TracedLlm.Json;

namespace TracedLlm.Apis.Audio;

/// <summary>Reads responses of transcriptions in JSON. A response in plain text is not read.</summary>
internal sealed class TranscriptionReader : ResponseReader
{
    private readonly StreamedMessage _streamed = new();
    private bool _isWhole;

    protected override void ReadBody(ReadOnlyMemory<byte> json) => ReadWhole(Read(json));

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
        var @event = Read(data);
        if (@event.Type.Is("transcript.text.done"u8))
        {
            ReadWhole(@event);
            IsComplete = true;
        }
        else if (Content)
        {
            _streamed.Append(StreamedPartKind.Text, 0, @event.Delta);
        }
    }

    protected override void WriteContent(LlmTagWriter tags)
    {
        if (!_streamed.IsEmpty)
        {
            StreamedOutput.Write(tags, [_streamed], [_isWhole ? FinishReasons.Stop : null]);
        }
    }

    private TranscriptionResponse Read(ReadOnlyMemory<byte> json)
    {
        var response = TranscriptionResponse.Read(json);
        ReadUsage(response.Usage);
        ReadError(response.Error);
        return response;
    }

    private void ReadWhole(in TranscriptionResponse response)
    {
        _isWhole = true;
        if (Content && _streamed.IsEmpty)
        {
            _streamed.Append(StreamedPartKind.Text, 0, response.Text);
        }
    }
}

using System.Buffers;
using System.Buffers.Text;
using TracedLlm.Apis.Chat;
using TracedLlm.Apis.Converse;
using TracedLlm.Apis.Messages;
using TracedLlm.Json;

namespace TracedLlm.Apis.InvokeModel;

/// <summary>
/// Reads responses of a model of Bedrock in its provider's form, which the response shows. Bedrock's
/// own counts, in the headers of the response or in the last chunk of a stream, stand in where the model reports none.
/// </summary>
internal sealed class InvokeModelReader : ResponseReader
{
    private ResponseReader? _reader;
    private byte[] _decoded = [];

    public override void OnEnd()
    {
        base.OnEnd();
        _reader?.OnEnd();
        Error = _reader?.Error ?? Error;
    }

    public override void Finish(List<KeyValuePair<string, object?>> attributes)
    {
        if (_reader is null)
        {
            base.Finish(attributes);
            return;
        }

        _reader.StandIn(Usage);
        _reader.Finish(attributes);
    }

    protected override TokenUsage BilledUsage() => Usage.WithCacheInInput();

    protected override void ReadBody(ReadOnlyMemory<byte> json)
    {
        Read(json);
        PassJson(_reader, json);
        Error = _reader?.Error ?? Error;
    }

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
        var chunk = InvokeModelChunk.Read(data).Bytes;
        if (!chunk.IsString())
        {
            return;
        }

        var length = Base64.GetMaxDecodedFromUtf8Length(chunk.Span.Length);
        if (_decoded.Length < length)
        {
            _decoded = new byte[Math.Max(length, 1024)];
        }

        if (Base64.DecodeFromUtf8(chunk.Span[1..^1], _decoded, out _, out var written) == OperationStatus.Done)
        {
            var json = _decoded.AsMemory(0, written);
            Read(json);
            PassEvent(_reader, default, json);
            if (IsLastChunk(json))
            {
                IsComplete = true;
                Complete(_reader);
            }

            IsComplete |= _reader?.IsComplete == true;
            Error = _reader?.Error ?? Error;
        }
    }

    // Each model ends its stream in its own way, but Bedrock adds its counts to the last chunk of all of them.
    private static bool IsLastChunk(ReadOnlyMemory<byte> json) =>
        json.Span.IndexOf("\"amazon-bedrock-invocationMetrics\""u8) >= 0 && InvokeModelEnd.Read(json).Metrics.IsObject();

    private void Read(ReadOnlyMemory<byte> json)
    {
        var response = InvokeModelResponse.Read(json);
        _reader ??= response.Type.Is("message"u8) || response.Type.Is("message_start"u8) ? new MessagesReader { Content = CapturesContent }
            : response.NovaMessage.IsObject() ? new ConverseReader { Content = CapturesContent }
            : response.Choices.IsArray() ? new ChatReader { Content = CapturesContent }
            : null;

        SetFinishReason(0, response.StopReason);
        Usage.Replace(response.ToUsage());
    }
}

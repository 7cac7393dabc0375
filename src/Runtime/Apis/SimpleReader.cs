using TracedLlm.Json;

namespace TracedLlm.Apis;

/// <summary>
/// Reads only the id, the model and the usage of a response. An event whose type ends in <c>.done</c> or <c>.completed</c>
/// ends the stream.
/// </summary>
internal class SimpleReader : ResponseReader
{
    protected override void ReadBody(ReadOnlyMemory<byte> json) => Read(json);

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
        var type = Read(data).Type;
        IsComplete |= type.EndsWith(".done"u8) || type.EndsWith(".completed"u8);
    }

    protected SimpleResponse Read(ReadOnlyMemory<byte> json)
    {
        var response = SimpleResponse.Read(json);
        Id = Keep(Id, response.Id);
        Model = Keep(Model, response.Model);
        ReadUsage(response.Usage);
        ReadError(response.Error);
        return response;
    }
}

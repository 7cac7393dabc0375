using TracedLlm.Facts;

namespace TracedLlm.Apis;

/// <summary>Reads responses that are a resource with a state. What a batch uses is not of the request that made it.</summary>
internal sealed class StatusReader : ResponseReader
{
    private string? _status;

    protected override void ReadBody(ReadOnlyMemory<byte> json)
    {
        var response = StatusResponse.Read(json);
        Id = Keep(Id, response.Id);
        _status = Keep(_status, response.Status);
        ReadError(response.Error);
    }

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data) => ReadBody(data);

    protected override void WriteOwn(LlmTagWriter tags) => tags.Add(LibraryAttributes.ResponseStatus, _status);
}

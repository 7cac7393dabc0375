using TracedLlm.Facts;

namespace TracedLlm.Apis;

/// <summary>
/// Reads responses that describe a resource with a state. The usage of a batch is not read: it does not belong to the request
/// that created the batch.
/// </summary>
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

namespace TracedLlm.Apis;

/// <summary>
/// Reads only the id, the model and the usage of a response.
/// </summary>
internal class SimpleReader : ResponseReader
{
    protected override void ReadBody(ReadOnlyMemory<byte> json) => Read(json);

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
        IsComplete |= IsLast(Read(data).Type);
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

using System.Text.Json.Nodes;

namespace Atlas.Requests;

public interface IMetadataSource
{
    string? Session(JsonObject body);
}

public sealed class FieldMetadataSource(string field) : IMetadataSource
{
    public string? Session(JsonObject body) => body[field]?["session_id"]?.ToString();
}

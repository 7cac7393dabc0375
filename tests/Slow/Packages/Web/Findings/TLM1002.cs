using System.Text.Json.Nodes;

internal static class MisspeltKey
{
    public static JsonObject Request(string session) => new() { ["litellm_metadata"] = new JsonObject { ["sesion_id"] = session } };
}

namespace TracedLlm.Export.Otlp;

/// <summary>The resource attribute that tells replicas apart: a random id of this process, unless a setting states another.</summary>
internal static class ServiceInstance
{
    // https://opentelemetry.io/docs/specs/semconv/resource/service/#service-instance: a random UUID of version 4.
    private const string Name = "service.instance.id";

    /// <summary>The random id.</summary>
    public static string Id { get; } = Guid.NewGuid().ToString();

    /// <summary>Whether a resource attribute is the random id, and not one that a setting states.</summary>
    public static bool IsGenerated(KeyValuePair<string, object> attribute) => attribute.Key == Name && attribute.Value is string id && id == Id;
}

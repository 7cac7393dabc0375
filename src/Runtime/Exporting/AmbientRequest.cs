namespace TracedLlm.Exporting;

/// <summary>The request that the running code belongs to. It is here, so that an export of log records can ask for it.</summary>
internal static class AmbientRequest
{
    private static readonly AsyncLocal<IExportedRequest?> Ambient = new();

    /// <summary>The request; <see langword="null"/> outside a traced route.</summary>
    public static IExportedRequest? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }
}

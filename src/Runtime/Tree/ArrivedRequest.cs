namespace TracedLlm.Tree;

/// <summary>The HTTP request that the running code belongs to, from its arrival to its end, whether it is traced or not.</summary>
internal abstract class ArrivedRequest
{
    private static readonly AsyncLocal<ArrivedRequest?> Ambient = new();

    /// <summary>The HTTP request of the running code; <see langword="null"/> outside a request, and while nobody listens.</summary>
    public static ArrivedRequest? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    /// <summary>Whether the route of the request is known not to be traced.</summary>
    public abstract bool IsUntraced { get; }
}

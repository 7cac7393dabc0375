namespace TracedLlm.Bench.Micro.Tracing;

/// <summary>The place where a traced method is called.</summary>
public enum Place
{
    /// <summary>Inside an ambient activity of the gateway's own source.</summary>
    OutsideRequest,

    /// <summary>In a request to a traced route.</summary>
    InRequest,
}

namespace TracedLlm.Exporting;

/// <summary>The recorded requests of an application that have not ended.</summary>
internal interface IOpenRequests
{
    /// <summary>Ends the remaining requests when the application stops, so that their spans are exported.</summary>
    void EndAll();
}

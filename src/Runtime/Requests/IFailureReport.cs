namespace TracedLlm.Requests;

/// <summary>Receives every request that failed, once, before its spans end.</summary>
internal interface IFailureReport
{
    void Report(RequestState request, RequestFailure failure);
}

namespace TracedLlm.Tests.Routes;

/// <summary>The ways in which gateways make a response of an exception, in front of <c>UseTracedLlm</c> and behind it.</summary>
public enum ExceptionPlace
{
    OwnMiddlewareBehind,
    OwnMiddlewareInFront,
    ExceptionHandlerBehind,
    ExceptionHandlerInFront,
    LambdaBehind,
    LambdaInFront,
    StatusPagesBehind,
}

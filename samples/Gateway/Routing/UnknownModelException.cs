namespace TracedLlm.Samples.Gateway;

/// <summary>The requested model is not in <c>model_list</c>.</summary>
internal sealed class UnknownModelException(string model)
    : GatewayException(StatusCodes.Status404NotFound, $"The model '{model}' does not exist; GET /v1/models lists the models.")
{
    public override string Code => ApiError.ModelNotFound;
}

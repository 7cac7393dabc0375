namespace TracedLlm.Samples.Gateway;

/// <summary>What came of a call to a deployment: an answer of any status, or the failure of the provider. Dispose gives the answer up.</summary>
internal sealed class CallOutcome : IAsyncDisposable
{
    private readonly ProviderAnswer? _answer;
    private readonly Exception? _failure;

    public CallOutcome(ProviderAnswer answer) => (_answer, Deployment) = (answer, answer.Deployment);

    /// <param name="failure">An exception for which <see cref="RetryRules.IsFailure"/> is true.</param>
    /// <param name="deployment">The deployment that was called.</param>
    public CallOutcome(Exception failure, Deployment deployment) => (_failure, Deployment) = (failure, deployment);

    public Deployment Deployment { get; }

    /// <summary>The response; <see langword="null"/> if there is none.</summary>
    public HttpResponseMessage? Response => _answer?.Response;

    public bool IsSuccess => Response is { IsSuccessStatusCode: true };

    /// <summary>What an outcome that is no success failed of.</summary>
    public FailureKind Kind => _failure is null ? FailureKinds.Find(Response!) : FailureKinds.Find(_failure);

    /// <summary>The reason of a failure, for the log.</summary>
    public string Reason => _failure?.Message ?? $"status {(int)Response!.StatusCode}";

    /// <summary>The answer for the caller.</summary>
    /// <exception cref="ProviderFailedException">The provider could not be reached, broke off or did not answer in time.</exception>
    public ProviderAnswer GetAnswer() => _answer ?? throw (_failure switch
    {
        TimeoutException => new ProviderFailedException(StatusCodes.Status504GatewayTimeout, $"The provider of '{Deployment.ModelGroup}' did not answer in time.", _failure),
        IOException => new ProviderFailedException(StatusCodes.Status502BadGateway, $"The response of the provider of '{Deployment.ModelGroup}' broke off.", _failure),
        _ => new ProviderFailedException(StatusCodes.Status502BadGateway, $"The provider of '{Deployment.ModelGroup}' could not be reached.", _failure),
    });

    /// <summary>Ends the provider's call before the request waits, and keeps the error; see <see cref="KeptError.ReadAsync"/>.</summary>
    public Task KeepAsync(Task? next, TimeProvider time, CancellationToken cancellationToken) =>
        Response is { } response ? KeptError.ReadAsync(response, next, time, cancellationToken) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (Response is { } response)
        {
            // A read of the error may be under way, and Dispose does not wait for its end.
            await (await response.Content.ReadAsStreamAsync()).DisposeAsync();
        }

        _answer?.Dispose();
    }
}

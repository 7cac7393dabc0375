internal sealed class RateLimiter
{
    public Task<int> TakeAsync(string bucket) => Task.FromResult(bucket.Length);
}
